import { createExportService } from './export-service.ts';

createExportService().listen(8099, '127.0.0.1', () => console.log('Exports are at http://127.0.0.1:8099/'));
