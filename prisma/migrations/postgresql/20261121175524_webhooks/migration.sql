-- AlterTable
ALTER TABLE "webhook_deliveries" ADD COLUMN     "answer" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "attempted_at" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "webhooks" ADD COLUMN     "name" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "stopped" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "stopped_at" TIMESTAMP(3);

-- CreateIndex
CREATE UNIQUE INDEX "webhook_deliveries_webhook_id_message_id_key" ON "webhook_deliveries"("webhook_id", "message_id");

-- AddCheck
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_check_2" CHECK ("active" = ("stopped" = '') AND "stopped" IN ('', 'paused', 'gone', 'failing'));
