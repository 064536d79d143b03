export { type Change, type Destination, type Plan } from "./destination.ts";
export { caseId, type Documents } from "./documents.ts";
export { Refused, ServiceError } from "./refused.ts";
export { type Service } from "./service.ts";
export { type Surroundings } from "./surroundings.ts";
export { serviceOf, targetForms } from "./target.ts";
