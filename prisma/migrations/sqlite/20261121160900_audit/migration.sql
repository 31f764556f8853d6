-- AlterTable
ALTER TABLE "audit" ADD COLUMN "actor_name" TEXT NOT NULL DEFAULT '';

-- A line stays as it was written; only who did it is forgotten when the account goes.
CREATE TRIGGER "audit_stays" BEFORE UPDATE ON "audit"
WHEN NEW."id" <> OLD."id" OR NEW."at" <> OLD."at" OR NEW."action" <> OLD."action" OR NEW."subject" <> OLD."subject"
  OR NEW."address" <> OLD."address" OR NEW."actor_name" <> OLD."actor_name" OR NEW."actor_id" IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'A line of the audit trail is not changed.'); END;
CREATE TRIGGER "audit_is_kept" BEFORE DELETE ON "audit"
BEGIN SELECT RAISE(ABORT, 'A line of the audit trail is not removed.'); END;
