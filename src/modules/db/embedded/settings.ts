import { totalmem } from 'node:os';

export interface SettingsOptions {
  readonly socketDirectory: string;
  /** False only for data that may be lost with the machine's power: tests. */
  readonly durable: boolean;
}

/** How the embedded server runs: reachable by its socket alone, silent about values, tuned for a small machine. */
export function serverSettings({ socketDirectory, durable }: SettingsOptions): Readonly<Record<string, string>> {
  return {
    listen_addresses: '',
    unix_socket_directories: socketDirectory,
    unix_socket_permissions: '0700',
    max_connections: '200',

    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    // The only method that these binaries know costs more of a processor than the bytes that it saves.
    wal_compression: 'off',
    wal_buffers: '16MB',
    max_wal_size: '4GB',
    min_wal_size: '512MB',
    checkpoint_timeout: '15min',

    shared_buffers: durable ? `${sharedBuffers()}MB` : '128MB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    effective_cache_size: '2GB',
    random_page_cost: '1.1',
    jit: 'off',
    // A container gives 64 MB of shared memory, which parallel plans overrun; two cores have no use for them anyway.
    max_parallel_workers_per_gather: '0',
    io_method: 'sync',

    // What is just being filled is planned by statistics too: they must come soon.
    autovacuum_naptime: '10s',

    // Error and statement lines quote values. What callers need to know reaches them as an error.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    log_checkpoints: 'off',
    log_autovacuum_min_duration: '-1',
    log_timezone: 'UTC',
  };
}

/** A sixteenth of the memory that this process may have, in MiB: enough for the upper part of every index. */
function sharedBuffers(): number {
  const constrained = process.constrainedMemory();
  const memory = constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
  return Math.round(Math.min(1024, Math.max(128, memory / 16 / 2 ** 20)));
}
