// What schema-engine.ts needs of the global; Node's own types leave it to the browser's library.
declare namespace WebAssembly {
  type ModuleImports = Record<string, unknown>
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    constructor(module: Module, imports: Record<string, ModuleImports>)
    readonly exports: Record<string, unknown>
  }
}
