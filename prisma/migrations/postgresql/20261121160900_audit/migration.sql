-- AlterTable
ALTER TABLE "audit" ADD COLUMN     "actor_name" TEXT NOT NULL DEFAULT '';

-- A line stays as it was written; only who did it is forgotten when the account goes.
CREATE FUNCTION "keep_audit"() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'A line of the audit trail is neither changed nor removed.';
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER "audit_stays" BEFORE UPDATE ON "audit" FOR EACH ROW
WHEN ((OLD."id", OLD."at", OLD."action", OLD."subject", OLD."address", OLD."actor_name")
  IS DISTINCT FROM (NEW."id", NEW."at", NEW."action", NEW."subject", NEW."address", NEW."actor_name")
  OR NEW."actor_id" IS NOT NULL)
EXECUTE FUNCTION "keep_audit"();
CREATE TRIGGER "audit_is_kept" BEFORE DELETE ON "audit" FOR EACH ROW EXECUTE FUNCTION "keep_audit"();
