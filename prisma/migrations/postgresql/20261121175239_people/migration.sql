-- AlterTable
ALTER TABLE "operations" ADD COLUMN     "actor_name" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "revisions" ADD COLUMN     "editor_name" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "avatar" TEXT NOT NULL DEFAULT '';
