/* GET /api/v1/openapi.json */
#ifndef API_OPENAPI_H
#define API_OPENAPI_H

struct request;

void openapi_serve(struct request *);

#endif
