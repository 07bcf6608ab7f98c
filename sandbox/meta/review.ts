import { accountUpdate } from './changes.ts';
import type { Meta } from './meta.ts';
import type { StoredTemplate } from './template-store.ts';

/** Approves a template when its time has come, and sends a webhook about it. */
export async function approveWhenDue(meta: Meta, template: StoredTemplate): Promise<void> {
  const { config, sandbox, templates } = meta;
  await sandbox.clock.until(template.approveAt, sandbox.closing);
  if (sandbox.closing.aborted) return;
  await sandbox.file.write(() => {
    if (templates.get(template.id)?.status !== 'PENDING') return;
    templates.setStatus(template.id, 'APPROVED');
    const value = {
      event: 'APPROVED',
      message_template_id: Number(template.id),
      message_template_name: template.shape.name,
      message_template_language: template.shape.language,
      reason: 'NONE',
      message_template_category: template.shape.category,
    };
    sandbox.courier.add([
      accountUpdate(config, `template ${template.id}`, 'message_template_status_update', value, sandbox.clock.now()),
    ]);
  });
}
