-- CreateTable
CREATE TABLE "users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "username" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_key" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "bio" TEXT NOT NULL DEFAULT '',
    "about" TEXT NOT NULL DEFAULT '',
    "about_html" TEXT NOT NULL DEFAULT '',
    "language" TEXT NOT NULL DEFAULT '',
    "disabled" BOOLEAN NOT NULL DEFAULT false,
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "users_check_1" CHECK ("role" IN ('admin', 'editor', 'author')),
    CONSTRAINT "users_check_2" CHECK ("username" <> '')
);

-- CreateTable
CREATE TABLE "posts" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL DEFAULT 'post',
    "status" TEXT NOT NULL,
    "published_at" DATETIME,
    "deleted_at" DATETIME,
    "pinned" BOOLEAN NOT NULL DEFAULT false,
    "author_id" INTEGER NOT NULL,
    "category_id" INTEGER,
    "created_at" DATETIME NOT NULL,
    "content_updated_at" DATETIME NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "renderer_version" INTEGER NOT NULL,
    "words" INTEGER NOT NULL DEFAULT 0,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "language" TEXT NOT NULL DEFAULT '',
    "canonical_url" TEXT NOT NULL DEFAULT '',
    "cover" TEXT NOT NULL DEFAULT '',
    "summary" TEXT NOT NULL DEFAULT '',
    "excerpt" TEXT NOT NULL DEFAULT '',
    "excerpt_html" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "posts_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "categories" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "posts_check_1" CHECK ("kind" IN ('post', 'page')),
    CONSTRAINT "posts_check_2" CHECK ("status" IN ('draft', 'published')),
    CONSTRAINT "posts_check_3" CHECK ("title" <> ''),
    CONSTRAINT "posts_check_4" CHECK ("slug" <> ''),
    CONSTRAINT "posts_check_5" CHECK ("version" >= 1),
    CONSTRAINT "posts_check_6" CHECK ("status" = 'draft' OR "published_at" IS NOT NULL)
);

-- CreateTable
CREATE TABLE "tags" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "parent_id" INTEGER,
    "curated" BOOLEAN NOT NULL DEFAULT false,
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "tags_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "tags" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "tags_check_1" CHECK ("name" <> '' AND "key" <> '' AND "slug" <> ''),
    CONSTRAINT "tags_check_2" CHECK ("parent_id" <> "id")
);

-- CreateTable
CREATE TABLE "tag_aliases" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "tag_id" INTEGER NOT NULL,
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "tag_aliases_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tags" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "tag_aliases_check_1" CHECK ("name" <> '' AND "key" <> '')
);

-- CreateTable
CREATE TABLE "categories" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "parent_id" INTEGER,
    "position" INTEGER NOT NULL DEFAULT 0,
    "curated" BOOLEAN NOT NULL DEFAULT false,
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "categories_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "categories" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "categories_check_1" CHECK ("name" <> '' AND "key" <> '' AND "slug" <> ''),
    CONSTRAINT "categories_check_2" CHECK ("parent_id" <> "id")
);

-- CreateTable
CREATE TABLE "category_aliases" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "category_id" INTEGER NOT NULL,
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "category_aliases_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "categories" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "category_aliases_check_1" CHECK ("name" <> '' AND "key" <> '')
);

-- CreateTable
CREATE TABLE "blog_tag" (
    "post_id" INTEGER NOT NULL,
    "tag_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "added_at" DATETIME NOT NULL,
    "operation_id" INTEGER,

    PRIMARY KEY ("post_id", "tag_id"),
    CONSTRAINT "blog_tag_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "blog_tag_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tags" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "blog_tag_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operations" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "blog_tag_check_1" CHECK ("position" >= 0)
);

-- CreateTable
CREATE TABLE "revisions" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "post_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "editor_id" INTEGER,
    "created_at" DATETIME NOT NULL,
    "title" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "excerpt" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "tags" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "published_at" DATETIME,
    CONSTRAINT "revisions_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "revisions_editor_id_fkey" FOREIGN KEY ("editor_id") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "operations" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "actor_id" INTEGER,
    "created_at" DATETIME NOT NULL,
    "undo_of_id" INTEGER,
    "parent_id" INTEGER,
    CONSTRAINT "operations_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "operations_undo_of_id_fkey" FOREIGN KEY ("undo_of_id") REFERENCES "operations" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "operations_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "operations" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "operation_rows" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "operation_id" INTEGER NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_id" INTEGER NOT NULL,
    "other_id" INTEGER NOT NULL DEFAULT 0,
    "field" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,
    CONSTRAINT "operation_rows_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operations" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "staged_operations" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "person_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "request" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "staged_operations_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "dismissals" (
    "finding" TEXT NOT NULL PRIMARY KEY,
    "person_id" INTEGER,
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "dismissals_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "tag_requests" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "post_id" INTEGER NOT NULL,
    "person_id" INTEGER,
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "tag_requests_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "tag_requests_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "redirects" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "path" TEXT NOT NULL,
    "post_id" INTEGER,
    "tag_id" INTEGER,
    "category_id" INTEGER,
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "redirects_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "redirects_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tags" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "redirects_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "categories" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "redirects_check_1" CHECK (("post_id" IS NOT NULL AND "tag_id" IS NULL AND "category_id" IS NULL) OR ("post_id" IS NULL AND "tag_id" IS NOT NULL AND "category_id" IS NULL) OR ("post_id" IS NULL AND "tag_id" IS NULL AND "category_id" IS NOT NULL))
);

-- CreateTable
CREATE TABLE "imports" (
    "source" TEXT NOT NULL PRIMARY KEY,
    "checksum" TEXT NOT NULL,
    "post_id" INTEGER NOT NULL,
    CONSTRAINT "imports_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "user_id" INTEGER,
    "data" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL,
    CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "media" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "path" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "width" INTEGER NOT NULL DEFAULT 0,
    "height" INTEGER NOT NULL DEFAULT 0,
    "alt" TEXT NOT NULL DEFAULT '',
    "uploader_id" INTEGER,
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "media_uploader_id_fkey" FOREIGN KEY ("uploader_id") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "settings" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "audit" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "actor_id" INTEGER,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "address" TEXT NOT NULL DEFAULT '',
    CONSTRAINT "audit_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "site_state" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "content_version" INTEGER NOT NULL,
    CONSTRAINT "site_state_check_1" CHECK ("id" = 1)
);

-- CreateTable
CREATE TABLE "attempts" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "count" INTEGER NOT NULL,
    "expires_at" DATETIME NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "users_username_key" ON "users"("username");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key_key" ON "users"("email_key");

-- CreateIndex
CREATE UNIQUE INDEX "posts_slug_key" ON "posts"("slug");

-- CreateIndex
CREATE INDEX "posts_kind_status_deleted_at_pinned_published_at_id_idx" ON "posts"("kind", "status", "deleted_at", "pinned", "published_at", "id");

-- CreateIndex
CREATE INDEX "posts_kind_status_deleted_at_published_at_id_idx" ON "posts"("kind", "status", "deleted_at", "published_at", "id");

-- CreateIndex
CREATE INDEX "posts_category_id_kind_status_deleted_at_published_at_id_idx" ON "posts"("category_id", "kind", "status", "deleted_at", "published_at", "id");

-- CreateIndex
CREATE INDEX "posts_author_id_kind_status_deleted_at_published_at_id_idx" ON "posts"("author_id", "kind", "status", "deleted_at", "published_at", "id");

-- CreateIndex
CREATE INDEX "posts_deleted_at_content_updated_at_id_idx" ON "posts"("deleted_at", "content_updated_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "tags_key_key" ON "tags"("key");

-- CreateIndex
CREATE UNIQUE INDEX "tags_slug_key" ON "tags"("slug");

-- CreateIndex
CREATE INDEX "tags_parent_id_idx" ON "tags"("parent_id");

-- CreateIndex
CREATE UNIQUE INDEX "tag_aliases_key_key" ON "tag_aliases"("key");

-- CreateIndex
CREATE INDEX "tag_aliases_tag_id_idx" ON "tag_aliases"("tag_id");

-- CreateIndex
CREATE UNIQUE INDEX "categories_key_key" ON "categories"("key");

-- CreateIndex
CREATE UNIQUE INDEX "categories_slug_key" ON "categories"("slug");

-- CreateIndex
CREATE INDEX "categories_parent_id_idx" ON "categories"("parent_id");

-- CreateIndex
CREATE UNIQUE INDEX "category_aliases_key_key" ON "category_aliases"("key");

-- CreateIndex
CREATE INDEX "category_aliases_category_id_idx" ON "category_aliases"("category_id");

-- CreateIndex
CREATE INDEX "blog_tag_tag_id_post_id_idx" ON "blog_tag"("tag_id", "post_id");

-- CreateIndex
CREATE INDEX "blog_tag_operation_id_idx" ON "blog_tag"("operation_id");

-- CreateIndex
CREATE INDEX "revisions_editor_id_idx" ON "revisions"("editor_id");

-- CreateIndex
CREATE UNIQUE INDEX "revisions_post_id_number_key" ON "revisions"("post_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "operations_undo_of_id_key" ON "operations"("undo_of_id");

-- CreateIndex
CREATE INDEX "operations_parent_id_idx" ON "operations"("parent_id");

-- CreateIndex
CREATE INDEX "operations_created_at_idx" ON "operations"("created_at");

-- CreateIndex
CREATE INDEX "operation_rows_operation_id_entity_entity_id_other_id_idx" ON "operation_rows"("operation_id", "entity", "entity_id", "other_id");

-- CreateIndex
CREATE INDEX "operation_rows_entity_entity_id_idx" ON "operation_rows"("entity", "entity_id");

-- CreateIndex
CREATE UNIQUE INDEX "staged_operations_person_id_position_key" ON "staged_operations"("person_id", "position");

-- CreateIndex
CREATE INDEX "dismissals_person_id_idx" ON "dismissals"("person_id");

-- CreateIndex
CREATE INDEX "tag_requests_person_id_idx" ON "tag_requests"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "tag_requests_post_id_key_key" ON "tag_requests"("post_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "redirects_path_key" ON "redirects"("path");

-- CreateIndex
CREATE INDEX "redirects_post_id_idx" ON "redirects"("post_id");

-- CreateIndex
CREATE INDEX "redirects_tag_id_idx" ON "redirects"("tag_id");

-- CreateIndex
CREATE INDEX "redirects_category_id_idx" ON "redirects"("category_id");

-- CreateIndex
CREATE INDEX "imports_post_id_idx" ON "imports"("post_id");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "media_path_key" ON "media"("path");

-- CreateIndex
CREATE INDEX "media_hash_idx" ON "media"("hash");

-- CreateIndex
CREATE INDEX "media_uploader_id_idx" ON "media"("uploader_id");

-- CreateIndex
CREATE INDEX "audit_at_idx" ON "audit"("at");

-- CreateIndex
CREATE INDEX "audit_actor_id_idx" ON "audit"("actor_id");

-- CreateIndex
CREATE INDEX "attempts_expires_at_idx" ON "attempts"("expires_at");

-- What Prisma cannot say.

INSERT INTO "site_state" ("id", "content_version") VALUES (1, 1);

-- The index of the search: no text of its own, one row a post, under the post's id.
CREATE VIRTUAL TABLE "post_search" USING fts5("title", "body", content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER "posts_leave_search" AFTER DELETE ON "posts"
BEGIN DELETE FROM "post_search" WHERE rowid = OLD."id"; END;

-- A key belongs to one tag or to one alias, and so for categories.
CREATE TRIGGER "tags_key_insert" BEFORE INSERT ON "tags" WHEN EXISTS (SELECT 1 FROM "tag_aliases" WHERE "key" = NEW."key")
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: tag_aliases.key'); END;
CREATE TRIGGER "tags_key_update" BEFORE UPDATE OF "key" ON "tags" WHEN EXISTS (SELECT 1 FROM "tag_aliases" WHERE "key" = NEW."key")
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: tag_aliases.key'); END;
CREATE TRIGGER "tag_aliases_key_insert" BEFORE INSERT ON "tag_aliases" WHEN EXISTS (SELECT 1 FROM "tags" WHERE "key" = NEW."key")
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: tags.key'); END;
CREATE TRIGGER "tag_aliases_key_update" BEFORE UPDATE OF "key" ON "tag_aliases" WHEN EXISTS (SELECT 1 FROM "tags" WHERE "key" = NEW."key")
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: tags.key'); END;
CREATE TRIGGER "categories_key_insert" BEFORE INSERT ON "categories" WHEN EXISTS (SELECT 1 FROM "category_aliases" WHERE "key" = NEW."key")
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: category_aliases.key'); END;
CREATE TRIGGER "categories_key_update" BEFORE UPDATE OF "key" ON "categories" WHEN EXISTS (SELECT 1 FROM "category_aliases" WHERE "key" = NEW."key")
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: category_aliases.key'); END;
CREATE TRIGGER "category_aliases_key_insert" BEFORE INSERT ON "category_aliases" WHEN EXISTS (SELECT 1 FROM "categories" WHERE "key" = NEW."key")
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: categories.key'); END;
CREATE TRIGGER "category_aliases_key_update" BEFORE UPDATE OF "key" ON "category_aliases" WHEN EXISTS (SELECT 1 FROM "categories" WHERE "key" = NEW."key")
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: categories.key'); END;
