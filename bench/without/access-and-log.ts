import './access.ts';
import './log.ts';
