-- CreateTable
CREATE TABLE "import_runs" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "state" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "author" TEXT NOT NULL DEFAULT '',
    "person_id" INTEGER,
    "operation_id" INTEGER,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "report" TEXT NOT NULL DEFAULT '{}',
    "cancelled" BOOLEAN NOT NULL DEFAULT false,
    "created_at" DATETIME NOT NULL,
    "beat_at" DATETIME NOT NULL,
    CONSTRAINT "import_runs_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "import_runs_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operations" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "import_runs_check_1" CHECK ("state" IN ('planning', 'planned', 'applying', 'done', 'stopped', 'failed')),
    CONSTRAINT "import_runs_check_2" CHECK ("done" >= 0)
);

-- CreateTable
CREATE TABLE "import_lines" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "run_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "file" TEXT NOT NULL,
    "title" TEXT NOT NULL DEFAULT '',
    "post_id" INTEGER,
    "details" TEXT NOT NULL DEFAULT '{}',
    "applied" BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT "import_lines_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "import_runs" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "import_lines_check_1" CHECK ("kind" IN ('added', 'updated', 'unchanged', 'skipped', 'remark'))
);

-- CreateIndex
CREATE UNIQUE INDEX "import_runs_operation_id_key" ON "import_runs"("operation_id");

-- CreateIndex
CREATE INDEX "import_runs_person_id_idx" ON "import_runs"("person_id");

-- CreateIndex
CREATE INDEX "import_runs_state_idx" ON "import_runs"("state");

-- CreateIndex
CREATE INDEX "import_lines_run_id_kind_id_idx" ON "import_lines"("run_id", "kind", "id");

-- CreateIndex
CREATE UNIQUE INDEX "import_lines_run_id_file_key" ON "import_lines"("run_id", "file");
