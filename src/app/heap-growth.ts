import { setFlagsFromString } from 'node:v8';

// On a machine with much memory the engine lets garbage grow to several times of what is alive before it looks: a node
// that writes held 500 MiB of which less than half was in use. It then collects somewhat more often; there is no hard limit.
setFlagsFromString('--heap-growing-percent=40');
