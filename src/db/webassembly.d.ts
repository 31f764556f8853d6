// What schema-engine.ts needs of the global; Node's own types leave it to the browser's library.
declare namespace WebAssembly {
  type ModuleImports = Record<string, unknown>
  type Module = object
  const Module: new (bytes: Uint8Array) => Module
  class Instance {
    constructor(module: Module, imports: Record<string, ModuleImports>)
    readonly exports: Record<string, unknown>
  }
}
