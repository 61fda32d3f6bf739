export { createEmulator, type Emulator } from './emulator.js';
export type { EmulatorOptions, EmulatorState, Fault, FaultEffect, LoggedRequest } from './options.js';
