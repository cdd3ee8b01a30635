import helmet from '@fastify/helmet';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { LogController } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Api } from './dependencies.ts';
import { authPlugin } from './plugins/auth.ts';
import { idempotencyPlugin } from './plugins/idempotency.ts';
import { observabilityPlugin } from './plugins/observability.ts';
import { openapiPlugin } from './plugins/openapi.ts';
import { problemPlugin } from './plugins/problem.ts';
import { rateLimitPlugin } from './plugins/rate-limit.ts';
import { storablePlugin } from './plugins/storable.ts';
import { createValidatorCompiler } from './plugins/validation.ts';
import { registerApprovalRoutes } from './routes/approvals.ts';
import { registerAppointmentRoutes } from './routes/appointments.ts';
import { registerArrivalRoutes } from './routes/arrivals.ts';
import { registerAuditRoutes } from './routes/audit.ts';
import { registerCalendarRoutes } from './routes/calendars.ts';
import type { CaseApiDependencies } from './routes/case-access.ts';
import { registerCaseAccountRoutes } from './routes/case-account.ts';
import { registerMoneyCorrectionRoute } from './routes/money-corrections.ts';
import { registerCaseDocumentRoutes } from './routes/case-documents.ts';
import { registerCasePartsRoute } from './routes/case-parts.ts';
import { registerCaseLinkRoutes } from './routes/case-links.ts';
import { registerCaseRecordRoutes } from './routes/case-records.ts';
import { registerCaseRoutes } from './routes/cases.ts';
import { registerCaseTaskRoutes } from './routes/case-tasks.ts';
import { registerClientSystemRoutes } from './routes/client-systems.ts';
import { registerClockRoutes } from './routes/clock.ts';
import { registerCommandRoutes } from './routes/commands.ts';
import { registerContactRoutes } from './routes/contacts.ts';
import { registerCustomerMessageRoutes } from './routes/customer-messages.ts';
import { registerCustomerRoutes } from './routes/customers.ts';
import { registerEvidenceRoutes } from './routes/evidence.ts';
import { registerFiguresRoutes } from './routes/figures.ts';
import { registerHealthRoutes } from './routes/health.ts';
import { registerLinkedCaseRequestRoutes } from './routes/linked-case-requests.ts';
import { registerHolidayRoutes } from './routes/holidays.ts';
import { registerMassHoldRoutes } from './routes/mass-holds.ts';
import { registerMetricsRoute } from './routes/metrics.ts';
import { registerOrganisationRoutes } from './routes/organisation.ts';
import { registerPartsCatalogueRoutes } from './routes/parts-catalogue.ts';
import { registerPeopleRoutes } from './routes/people.ts';
import { registerPolicyRoutes } from './routes/policies.ts';
import { registerPriceListRoutes } from './routes/price-lists.ts';
import { registerProductRoutes } from './routes/products.ts';
import { registerProviderPaymentRoutes } from './routes/provider-payments.ts';
import { registerRepairRoutes } from './routes/repairs.ts';
import { registerRosterRoutes } from './routes/roster.ts';
import { registerSettlementRoutes } from './routes/settlements.ts';
import { registerStockCorrectionRoute } from './routes/stock-corrections.ts';
import { registerStockRoutes } from './routes/stock.ts';
import { registerSurveyChoiceRoute } from './routes/survey-choice.ts';
import { registerSurveyFiguresRoute } from './routes/survey-figures.ts';
import { registerSurveyRoundRoutes } from './routes/survey-rounds.ts';
import { registerTaskAnswerRoutes } from './routes/task-answers.ts';
import { registerTaskKindRoutes } from './routes/task-kinds.ts';
import { registerTaskRoutes } from './routes/tasks.ts';
import { registerTemplateRoutes } from './routes/templates.ts';
import { registerUnitRoutes } from './routes/units.ts';
import { registerUnplacedPaymentRoutes } from './routes/unplaced-payments.ts';
import { registerWarrantyRoute } from './routes/warranty.ts';
import { registerWorkingTimeRoutes } from './routes/working-time.ts';

const BODY_LIMIT_BYTES = 1_048_576;
const REQUEST_WITHIN_MS = 60_000;

/** TLS ends at a proxy or, on one machine, nowhere: pages served over plain HTTP must not ask for HTTPS. */
const CONTENT_SECURITY = { upgradeInsecureRequests: null };

/** The routes under `/v1`; each is a function of the instance and what the API is built from. */
const ROUTES: readonly ((api: Api, deps: CaseApiDependencies) => void)[] = [
  registerRepairRoutes,
  registerCaseRoutes,
  registerCaseRecordRoutes,
  registerCaseLinkRoutes,
  registerCasePartsRoute,
  registerCaseAccountRoutes,
  registerMoneyCorrectionRoute,
  registerFiguresRoutes,
  registerSurveyFiguresRoute,
  registerSurveyRoundRoutes,
  registerCaseDocumentRoutes,
  registerEvidenceRoutes,
  registerAppointmentRoutes,
  registerTaskRoutes,
  registerTaskKindRoutes,
  registerTaskAnswerRoutes,
  registerCaseTaskRoutes,
  registerApprovalRoutes,
  registerCommandRoutes,
  registerClockRoutes,
  registerWorkingTimeRoutes,
  registerPolicyRoutes,
  registerCalendarRoutes,
  registerHolidayRoutes,
  registerPriceListRoutes,
  registerPeopleRoutes,
  registerClientSystemRoutes,
  registerOrganisationRoutes,
  registerRosterRoutes,
  registerCustomerRoutes,
  registerSurveyChoiceRoute,
  registerContactRoutes,
  registerProductRoutes,
  registerUnitRoutes,
  registerWarrantyRoute,
  registerPartsCatalogueRoutes,
  registerStockRoutes,
  registerStockCorrectionRoute,
  registerArrivalRoutes,
  registerCustomerMessageRoutes,
  registerProviderPaymentRoutes,
  registerUnplacedPaymentRoutes,
  registerSettlementRoutes,
  registerMassHoldRoutes,
  registerLinkedCaseRequestRoutes,
  registerTemplateRoutes,
  registerAuditRoutes,
];

/** Builds the REST API. It opens no connection of its own and reads no environment. */
export function buildApp(deps: CaseApiDependencies): Api {
  const app = Fastify({
    loggerInstance: deps.logger,
    // One line per request is written by the observability plugin, without addresses.
    logController: new LogController({ disableRequestLogging: true }),
    serializerOpts: { ajv: { formats: { 'time-zone': true } } },
    genReqId: () => randomUUID(),
    trustProxy: (_address, hop) => hop < deps.config.trustedProxies,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_WITHIN_MS,
  }).withTypeProvider<TypeBoxTypeProvider>();

  // Bodies are JSON; a route that takes another form brings its own parser.
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(createValidatorCompiler());
  app.register(problemPlugin);
  app.register(storablePlugin);
  app.register(observabilityPlugin);
  app.register(helmet, { contentSecurityPolicy: { directives: CONTENT_SECURITY } });
  app.register(openapiPlugin);
  app.register((open: Api, _options, done) => {
    registerHealthRoutes(open, deps);
    registerMetricsRoute(open);
    done();
  });
  app.register(async (v1: Api) => {
    await v1.register(authPlugin, deps);
    await v1.register(rateLimitPlugin, { requestsPerMinute: deps.config.rateLimitPerMinute });
    await v1.register(idempotencyPlugin, deps);
    for (const register of ROUTES) register(v1, deps);
  });
  return app;
}
