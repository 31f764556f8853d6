-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "users" (
    "id" SERIAL NOT NULL,
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
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "users_check_1" CHECK ("role" IN ('admin', 'editor', 'author')),
    CONSTRAINT "users_check_2" CHECK ("username" <> '')
);

-- CreateTable
CREATE TABLE "posts" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'post',
    "status" TEXT NOT NULL,
    "published_at" TIMESTAMP(3),
    "deleted_at" TIMESTAMP(3),
    "pinned" BOOLEAN NOT NULL DEFAULT false,
    "author_id" INTEGER NOT NULL,
    "category_id" INTEGER,
    "created_at" TIMESTAMP(3) NOT NULL,
    "content_updated_at" TIMESTAMP(3) NOT NULL,
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

    CONSTRAINT "posts_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "posts_check_1" CHECK ("kind" IN ('post', 'page')),
    CONSTRAINT "posts_check_2" CHECK ("status" IN ('draft', 'published')),
    CONSTRAINT "posts_check_3" CHECK ("title" <> ''),
    CONSTRAINT "posts_check_4" CHECK ("slug" <> ''),
    CONSTRAINT "posts_check_5" CHECK ("version" >= 1),
    CONSTRAINT "posts_check_6" CHECK ("status" = 'draft' OR "published_at" IS NOT NULL)
);

-- CreateTable
CREATE TABLE "tags" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "parent_id" INTEGER,
    "curated" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "tags_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "tags_check_1" CHECK ("name" <> '' AND "key" <> '' AND "slug" <> ''),
    CONSTRAINT "tags_check_2" CHECK ("parent_id" <> "id")
);

-- CreateTable
CREATE TABLE "tag_aliases" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "tag_id" INTEGER NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "tag_aliases_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "tag_aliases_check_1" CHECK ("name" <> '' AND "key" <> '')
);

-- CreateTable
CREATE TABLE "categories" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "parent_id" INTEGER,
    "position" INTEGER NOT NULL DEFAULT 0,
    "curated" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "categories_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "categories_check_1" CHECK ("name" <> '' AND "key" <> '' AND "slug" <> ''),
    CONSTRAINT "categories_check_2" CHECK ("parent_id" <> "id")
);

-- CreateTable
CREATE TABLE "category_aliases" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "category_id" INTEGER NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "category_aliases_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "category_aliases_check_1" CHECK ("name" <> '' AND "key" <> '')
);

-- CreateTable
CREATE TABLE "blog_tag" (
    "post_id" INTEGER NOT NULL,
    "tag_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "added_at" TIMESTAMP(3) NOT NULL,
    "operation_id" INTEGER,

    CONSTRAINT "blog_tag_pkey" PRIMARY KEY ("post_id","tag_id"),
    CONSTRAINT "blog_tag_check_1" CHECK ("position" >= 0)
);

-- CreateTable
CREATE TABLE "revisions" (
    "id" SERIAL NOT NULL,
    "post_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "editor_id" INTEGER,
    "created_at" TIMESTAMP(3) NOT NULL,
    "title" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "excerpt" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "tags" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "published_at" TIMESTAMP(3),

    CONSTRAINT "revisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operations" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "actor_id" INTEGER,
    "created_at" TIMESTAMP(3) NOT NULL,
    "undo_of_id" INTEGER,
    "parent_id" INTEGER,

    CONSTRAINT "operations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operation_rows" (
    "id" SERIAL NOT NULL,
    "operation_id" INTEGER NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_id" INTEGER NOT NULL,
    "other_id" INTEGER NOT NULL DEFAULT 0,
    "field" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,

    CONSTRAINT "operation_rows_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staged_operations" (
    "id" SERIAL NOT NULL,
    "person_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "request" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "staged_operations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dismissals" (
    "finding" TEXT NOT NULL,
    "person_id" INTEGER,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "dismissals_pkey" PRIMARY KEY ("finding")
);

-- CreateTable
CREATE TABLE "tag_requests" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "post_id" INTEGER NOT NULL,
    "person_id" INTEGER,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "tag_requests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "redirects" (
    "id" SERIAL NOT NULL,
    "path" TEXT NOT NULL,
    "post_id" INTEGER,
    "tag_id" INTEGER,
    "category_id" INTEGER,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "redirects_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "redirects_check_1" CHECK (("post_id" IS NOT NULL AND "tag_id" IS NULL AND "category_id" IS NULL) OR ("post_id" IS NULL AND "tag_id" IS NOT NULL AND "category_id" IS NULL) OR ("post_id" IS NULL AND "tag_id" IS NULL AND "category_id" IS NOT NULL))
);

-- CreateTable
CREATE TABLE "imports" (
    "source" TEXT NOT NULL,
    "checksum" TEXT NOT NULL,
    "post_id" INTEGER NOT NULL,

    CONSTRAINT "imports_pkey" PRIMARY KEY ("source")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "user_id" INTEGER,
    "data" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "media" (
    "id" SERIAL NOT NULL,
    "path" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "width" INTEGER NOT NULL DEFAULT 0,
    "height" INTEGER NOT NULL DEFAULT 0,
    "alt" TEXT NOT NULL DEFAULT '',
    "uploader_id" INTEGER,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "media_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settings" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "audit" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "actor_id" INTEGER,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "address" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "site_state" (
    "id" INTEGER NOT NULL,
    "content_version" INTEGER NOT NULL,

    CONSTRAINT "site_state_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "site_state_check_1" CHECK ("id" = 1)
);

-- CreateTable
CREATE TABLE "attempts" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("key")
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

-- AddForeignKey
ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "posts" ADD CONSTRAINT "posts_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "categories"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tags" ADD CONSTRAINT "tags_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "tags"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tag_aliases" ADD CONSTRAINT "tag_aliases_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tags"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "categories" ADD CONSTRAINT "categories_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "categories"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "category_aliases" ADD CONSTRAINT "category_aliases_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "categories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blog_tag" ADD CONSTRAINT "blog_tag_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blog_tag" ADD CONSTRAINT "blog_tag_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tags"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blog_tag" ADD CONSTRAINT "blog_tag_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operations"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "revisions" ADD CONSTRAINT "revisions_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "revisions" ADD CONSTRAINT "revisions_editor_id_fkey" FOREIGN KEY ("editor_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operations" ADD CONSTRAINT "operations_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operations" ADD CONSTRAINT "operations_undo_of_id_fkey" FOREIGN KEY ("undo_of_id") REFERENCES "operations"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operations" ADD CONSTRAINT "operations_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "operations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation_rows" ADD CONSTRAINT "operation_rows_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staged_operations" ADD CONSTRAINT "staged_operations_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dismissals" ADD CONSTRAINT "dismissals_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tag_requests" ADD CONSTRAINT "tag_requests_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tag_requests" ADD CONSTRAINT "tag_requests_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "redirects" ADD CONSTRAINT "redirects_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "redirects" ADD CONSTRAINT "redirects_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tags"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "redirects" ADD CONSTRAINT "redirects_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "categories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "media" ADD CONSTRAINT "media_uploader_id_fkey" FOREIGN KEY ("uploader_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit" ADD CONSTRAINT "audit_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma cannot say.

INSERT INTO "site_state" ("id", "content_version") VALUES (1, 1);

-- The index of the search: one row a post.
CREATE TABLE "post_search" (
    "post_id" INTEGER NOT NULL PRIMARY KEY REFERENCES "posts" ("id") ON DELETE CASCADE,
    "document" TSVECTOR NOT NULL
);
CREATE INDEX "post_search_document_idx" ON "post_search" USING GIN ("document");

-- A key belongs to one tag or to one alias, and so for categories.
CREATE FUNCTION "refuse_taken_key"() RETURNS trigger AS $$
DECLARE taken BOOLEAN;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE key = $1)', TG_ARGV[0]) INTO taken USING NEW.key;
    IF taken THEN
        RAISE EXCEPTION 'the key % belongs to a row of %', NEW.key, TG_ARGV[0] USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NEW;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER "tags_key" BEFORE INSERT OR UPDATE OF "key" ON "tags" FOR EACH ROW EXECUTE FUNCTION "refuse_taken_key"('tag_aliases');
CREATE TRIGGER "tag_aliases_key" BEFORE INSERT OR UPDATE OF "key" ON "tag_aliases" FOR EACH ROW EXECUTE FUNCTION "refuse_taken_key"('tags');
CREATE TRIGGER "categories_key" BEFORE INSERT OR UPDATE OF "key" ON "categories" FOR EACH ROW EXECUTE FUNCTION "refuse_taken_key"('category_aliases');
CREATE TRIGGER "category_aliases_key" BEFORE INSERT OR UPDATE OF "key" ON "category_aliases" FOR EACH ROW EXECUTE FUNCTION "refuse_taken_key"('categories');
