/** The words of one message; `{{name}}` stands for a variable (Handlebars). */
export interface MessageText {
  /** Subject of the e-mail. */
  readonly subject: string;
  /** Body of the e-mail. */
  readonly text: string;
  /** The whole message for SMS and WeChat. */
  readonly short: string;
}

type Frame = (subject: string, body: string, short: string) => MessageText;

/** A Chinese letter to a customer: greeting, body, case number, sender. */
export const zhLetter: Frame = (subject, body, short) => ({
  subject: `【${subject}】{{caseNumber}}`,
  text: `尊敬的{{recipientName}}：

您好！${body}

工单编号：{{caseNumber}}。如有疑问，请直接回复本消息，我们将尽快答复您。

{{companyName}}售后服务`,
  short,
});

/** An English letter to a customer. */
export const enLetter: Frame = (subject, body, short) => ({
  subject: `${subject} ({{caseNumber}})`,
  text: `Dear {{recipientName}},

${body}

Your case number is {{caseNumber}}. If you have any questions, simply reply to this message.

Kind regards
{{companyName}} After-Sales Service`,
  short,
});

/** A Chinese notice to a colleague. */
export const zhNotice: Frame = (subject, body, short) => ({
  subject: `【${subject}】{{caseNumber}}`,
  text: `{{recipientName}}：

${body}

工单：{{caseNumber}}{{#if productModel}}（{{productModel}}）{{/if}}，当前阶段：{{phase}}`,
  short,
});

/** An English notice to a colleague. */
export const enNotice: Frame = (subject, body, short) => ({
  subject: `${subject}: {{caseNumber}}`,
  text: `{{recipientName}},

${body}

Case {{caseNumber}}{{#if productModel}} ({{productModel}}){{/if}}, phase: {{phase}}`,
  short,
});
