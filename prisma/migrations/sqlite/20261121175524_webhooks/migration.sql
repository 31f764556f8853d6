-- AlterTable
ALTER TABLE "webhook_deliveries" ADD COLUMN "answer" TEXT NOT NULL DEFAULT '';
ALTER TABLE "webhook_deliveries" ADD COLUMN "attempted_at" DATETIME;

-- AlterTable
ALTER TABLE "webhooks" ADD COLUMN "name" TEXT NOT NULL DEFAULT '';
ALTER TABLE "webhooks" ADD COLUMN "stopped" TEXT NOT NULL DEFAULT ''
    CONSTRAINT "webhooks_check_2" CHECK ("active" = ("stopped" = '') AND "stopped" IN ('', 'paused', 'gone', 'failing'));
ALTER TABLE "webhooks" ADD COLUMN "stopped_at" DATETIME;

-- CreateIndex
CREATE UNIQUE INDEX "webhook_deliveries_webhook_id_message_id_key" ON "webhook_deliveries"("webhook_id", "message_id");
