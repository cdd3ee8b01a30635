import { Type } from 'typebox';
import { Id, Instant, Language, Line, object, Text } from './common.schema.ts';

const Kind = Type.String({ minLength: 1, maxLength: 80, pattern: '^[A-Za-z][A-Za-z0-9.]*$' });

const fields = {
  kind: Kind,
  language: Language,
  subject: Line,
  text: Text,
  short: Type.String({ minLength: 1, maxLength: 1_000, description: 'The whole message for SMS and WeChat' }),
};

export const TemplateBody = object({ id: Id, version: Type.Integer(), ...fields, createdAt: Instant });

export const NewTemplateBody = object(fields, {
  examples: [
    {
      kind: 'acknowledged',
      language: 'en',
      subject: 'We have received your report {{caseNumber}}',
      text: 'Dear customer,\n\nwe have received your report {{caseNumber}} and will call you soon.',
      short: 'We have received your report {{caseNumber}} and will call you soon.',
    },
  ],
});

export const TemplateParams = object({ kind: Kind, language: Language });
