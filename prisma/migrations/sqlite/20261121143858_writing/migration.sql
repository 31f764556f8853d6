-- AlterTable
ALTER TABLE "media" ADD COLUMN "deleted_at" DATETIME;
ALTER TABLE "media" ADD COLUMN "widths" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "posts" ADD COLUMN "noindex" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "revisions" ADD COLUMN "more" TEXT NOT NULL DEFAULT '{}';
ALTER TABLE "revisions" ADD COLUMN "name" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "forwards" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "path" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "forwards_check_1" CHECK ("path" LIKE '/%'),
    CONSTRAINT "forwards_check_2" CHECK ("path" <> "target" AND "target" <> '')
);

-- CreateTable
CREATE TABLE "drafts" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    "person_id" INTEGER NOT NULL,
    "post_id" INTEGER,
    "base_version" INTEGER NOT NULL DEFAULT 0,
    "writer" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "state" INTEGER NOT NULL DEFAULT 1,
    "fields" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "updated_at" DATETIME NOT NULL,
    "discarded_at" DATETIME,
    CONSTRAINT "drafts_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "drafts_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "drafts_check_1" CHECK ("key" <> '' AND "writer" <> ''),
    CONSTRAINT "drafts_check_2" CHECK ("sequence" >= 0 AND "state" >= 1 AND "base_version" >= 0)
);

-- CreateTable
CREATE TABLE "openings" (
    "post_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "seen_at" DATETIME NOT NULL,

    PRIMARY KEY ("post_id", "person_id"),
    CONSTRAINT "openings_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "openings_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "tokens" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "person_id" INTEGER,
    "post_id" INTEGER,
    "data" TEXT NOT NULL DEFAULT '{}',
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME,
    "last_used_at" DATETIME,
    CONSTRAINT "tokens_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "tokens_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "tokens_check_1" CHECK ("kind" <> '' AND "hash" <> '')
);

-- CreateTable
CREATE TABLE "links" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "post_id" INTEGER NOT NULL,
    "revision_id" INTEGER,
    "kind" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "fragment" TEXT NOT NULL DEFAULT '',
    CONSTRAINT "links_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "links_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "revisions" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "links_check_1" CHECK ("kind" IN ('link', 'image')),
    CONSTRAINT "links_check_2" CHECK ("path" LIKE '/%')
);

-- CreateTable
CREATE TABLE "series" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "series_check_1" CHECK ("name" <> '' AND "key" <> '' AND "slug" <> '')
);

-- CreateTable
CREATE TABLE "series_posts" (
    "post_id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "series_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    CONSTRAINT "series_posts_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "series_posts_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "series" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "series_posts_check_1" CHECK ("position" >= 0)
);

-- CreateTable
CREATE TABLE "related_posts" (
    "post_id" INTEGER NOT NULL,
    "related_id" INTEGER NOT NULL,
    "rank" INTEGER NOT NULL,

    PRIMARY KEY ("post_id", "related_id"),
    CONSTRAINT "related_posts_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "related_posts_related_id_fkey" FOREIGN KEY ("related_id") REFERENCES "posts" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "related_posts_check_1" CHECK ("post_id" <> "related_id"),
    CONSTRAINT "related_posts_check_2" CHECK ("rank" >= 0)
);

-- CreateIndex
CREATE UNIQUE INDEX "forwards_path_key" ON "forwards"("path");

-- CreateIndex
CREATE UNIQUE INDEX "drafts_key_key" ON "drafts"("key");

-- CreateIndex
CREATE INDEX "drafts_person_id_updated_at_idx" ON "drafts"("person_id", "updated_at");

-- CreateIndex
CREATE INDEX "drafts_post_id_idx" ON "drafts"("post_id");

-- CreateIndex
CREATE INDEX "drafts_discarded_at_idx" ON "drafts"("discarded_at");

-- CreateIndex
CREATE INDEX "openings_person_id_idx" ON "openings"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "tokens_hash_key" ON "tokens"("hash");

-- CreateIndex
CREATE INDEX "tokens_person_id_idx" ON "tokens"("person_id");

-- CreateIndex
CREATE INDEX "tokens_post_id_idx" ON "tokens"("post_id");

-- CreateIndex
CREATE INDEX "tokens_expires_at_idx" ON "tokens"("expires_at");

-- CreateIndex
CREATE INDEX "links_post_id_revision_id_idx" ON "links"("post_id", "revision_id");

-- CreateIndex
CREATE INDEX "links_revision_id_idx" ON "links"("revision_id");

-- CreateIndex
CREATE INDEX "links_path_idx" ON "links"("path");

-- CreateIndex
CREATE UNIQUE INDEX "series_key_key" ON "series"("key");

-- CreateIndex
CREATE UNIQUE INDEX "series_slug_key" ON "series"("slug");

-- CreateIndex
CREATE INDEX "series_posts_series_id_position_post_id_idx" ON "series_posts"("series_id", "position", "post_id");

-- CreateIndex
CREATE INDEX "related_posts_related_id_idx" ON "related_posts"("related_id");
