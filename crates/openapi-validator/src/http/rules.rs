//! What the rules about requests and responses mean.

openapi_findings::rules! {
    /// The rules that hold requests and responses against a document, beside those about their bodies.
    pub const HTTP_RULES;

    "request/unknown-path", Error, "OpenAPI 3.1.1, Paths Object",
    "A request to a path that the document does not describe.",
    "The server answers 404, or something that nobody documented. Case, slashes and the base path of the server count.",
    "GET /event/7", "GET /events/7";

    "request/unknown-method", Error, "OpenAPI 3.1.1, Path Item Object",
    "A request with a method that its path does not have.",
    "The server answers 405, or something that nobody documented.",
    "PATCH /events/7", "GET /events/7";

    "request/unknown-server", Error, "OpenAPI 3.1.1, Server Object",
    "A request to a host that no server of the operation has.",
    "It goes to another machine than the document is about.",
    "https://api.example.org/v1/events", "https://api.example.com/v1/events";

    "request/unknown-webhook", Error, "OpenAPI 3.1.1, OpenAPI Object (webhooks)",
    "A request for a webhook, or with a method, that the document does not describe.",
    "Whoever receives it is not prepared for it.",
    "PUT event_updated", "POST event_updated";

    "request/percent-encoding", Error, "RFC 3986, section 2.1",
    "A `%` in a URL that is no escape, or escapes that are no UTF-8.",
    "Servers refuse it, or each read something else into it.",
    "GET /events/50%", "GET /events/50%25";

    "request/missing-parameter", Error, "OpenAPI 3.1.1, Parameter Object",
    "A required parameter that is not there.",
    "The server refuses the request.",
    "GET /invites", "GET /invites?email=jane%40example.com";

    "request/unknown-parameter", Error, "OpenAPI 3.1.1, Parameter Object",
    "A query parameter that the operation does not know.",
    "It is ignored silently: mostly a misspelt name. A warning, but an error where the parameter that was meant is \
     required and so is missing.",
    "GET /events/7/invites?stauts=sent", "GET /events/7/invites?status=sent";

    "request/repeated-parameter", Warning, "OpenAPI 3.1.1, Style Values",
    "A parameter that takes one value and is sent more than once.",
    "Some servers take the first, some the last, some refuse the request.",
    "GET /invites?email=a&email=b", "GET /invites?email=a";

    "request/parameter-style", Error, "OpenAPI 3.1.1, Style Values",
    "A parameter that is not written in its style.",
    "The server can't take it apart.",
    "/points/1,2  (style: matrix)", "/points/;point=1,2";

    "request/empty-value", Warning, "OpenAPI 3.1.1, Parameter Object (allowEmptyValue)",
    "A query parameter without a value where none is foreseen.",
    "Some servers take it for an empty text, some for a parameter left out.",
    "GET /events/7/invites?status=", "GET /events/7/invites";

    "request/reserved-character", Info, "OpenAPI 3.1.1, Parameter Object (allowReserved); RFC 3986, section 2.2",
    "A reserved character in a query parameter that is not escaped.",
    "Most servers take it; some proxies and signatures treat the two forms as different URLs.",
    "?image_url=https://example.com/a.jpg", "?image_url=https%3A%2F%2Fexample.com%2Fa.jpg";

    "request/missing-credentials", Error, "OpenAPI 3.1.1, Security Requirement Object",
    "A request that carries none of the credentials that the operation asks for.",
    "The server answers 401 or 403. Whether a key is valid only the server knows.",
    "GET /events", "GET /events with the header x-api-key";

    "request/missing-body", Error, "OpenAPI 3.1.1, Request Body Object",
    "A request without the body that is required.",
    "The server refuses it.",
    "POST /events", "POST /events with a JSON body";

    "request/unexpected-body", Warning, "OpenAPI 3.1.1, Operation Object; RFC 9110, section 9.3",
    "A body where the operation describes none, or where the method gives it no meaning.",
    "It is ignored, or refused.",
    "DELETE /events/7 with a body", "DELETE /events/7";

    "request/missing-content-type", Warning, "RFC 9110, section 8.3",
    "A body of which no `Content-Type` tells what it is.",
    "Many servers then do not read it at all.",
    "POST /events with a body alone", "POST /events with Content-Type: application/json";

    "request/unknown-content-type", Error, "OpenAPI 3.1.1, Request Body Object",
    "A body of a media type that the operation does not describe.",
    "The server answers 415, or does not read it.",
    "Content-Type: text/plain", "Content-Type: application/json";

    "request/malformed-form", Error, "RFC 7578; RFC 2046, section 5.1",
    "A form whose fields can't be told apart or read.",
    "The server refuses it, or loses fields.",
    "Content-Type: multipart/form-data", "Content-Type: multipart/form-data; boundary=x";

    "request/part-content-type", Error, "OpenAPI 3.1.1, Encoding Object",
    "A part of a form that is of another media type than the document allows.",
    "The server refuses the file.",
    "Content-Type: text/plain  (contentType: image/png)", "Content-Type: image/png";

    "request/missing-part-header", Error, "OpenAPI 3.1.1, Encoding Object",
    "A part of a form without a header that is required.",
    "The server refuses the form.",
    "(a part without the header)", "(a part with the header)";

    "request/read-only", Error, "OpenAPI 3.0.3, Schema Object; JSON Schema 2020-12 Validation, section 9.4",
    "A property marked `readOnly` in a request.",
    "Only the server sets it: what a request says of it is ignored or refused.",
    r#"{"id": 7, "title": "Gala"}"#, r#"{"title": "Gala"}"#;

    "request/unknown-discriminator", Error, "OpenAPI 3.1.1, Discriminator Object",
    "A discriminator whose value stands for none of the alternatives.",
    "Schemas may still take the value, but readers that go by the discriminator fail.",
    r#"{"kind": "cow"}  (mapping: cat, dog)"#, r#"{"kind": "cat"}"#;

    "response/undocumented-status", Error, "OpenAPI 3.1.1, Responses Object",
    "A response of a status that the operation does not document.",
    "No client is prepared for it, and its body can't be checked. A warning unless asked for: a document need not list \
     all.",
    "HTTP 418", "HTTP 200";

    "response/missing-header", Error, "OpenAPI 3.1.1, Header Object",
    "A response without a header that is required.",
    "A client that relies on it fails.",
    "(no X-Rate-Limit)", "X-Rate-Limit: 100";

    "response/header-style", Error, "OpenAPI 3.1.1, Header Object",
    "A header that is not written in its style.",
    "A client can't take it apart.",
    "X-Point: 1  (an object)", "X-Point: x,1,y,2";

    "response/repeated-header", Warning, "RFC 9110, section 5.3",
    "A header that takes one value and is sent more than once.",
    "Some clients take the first, some the last, some join them.",
    "X-Rate-Limit: 100 and X-Rate-Limit: 50", "X-Rate-Limit: 50";

    "response/missing-body", Error, "OpenAPI 3.1.1, Response Object",
    "A response without the body that is described.",
    "A client that reads it fails. A warning in a response that reports an error.",
    "HTTP 200 without a body", "HTTP 200 with a JSON body";

    "response/unexpected-body", Error, "RFC 9110, sections 9.3.2 and 15",
    "A body where none may be, or none is described.",
    "After 204, 304 or HEAD it breaks the connection; elsewhere it is a warning.",
    "HTTP 204 with a body", "HTTP 200 with a body";

    "response/missing-content-type", Warning, "RFC 9110, section 8.3",
    "A body of which no `Content-Type` tells what it is.",
    "Clients have to guess.",
    "a body alone", "Content-Type: application/json";

    "response/unknown-content-type", Error, "OpenAPI 3.1.1, Response Object",
    "A body of a media type that the response does not describe.",
    "Generated clients fail on it; often it is the error page of a proxy.",
    "Content-Type: text/html", "Content-Type: application/json";

    "response/malformed-form", Error, "RFC 7578; RFC 2046, section 5.1",
    "A form whose fields can't be told apart or read.",
    "The client can't read it.",
    "Content-Type: multipart/form-data", "Content-Type: multipart/form-data; boundary=x";

    "response/part-content-type", Error, "OpenAPI 3.1.1, Encoding Object",
    "A part of a form that is of another media type than the document allows.",
    "The client does not expect it.",
    "Content-Type: text/plain  (contentType: image/png)", "Content-Type: image/png";

    "response/missing-part-header", Error, "OpenAPI 3.1.1, Encoding Object",
    "A part of a form without a header that is required.",
    "The client relies on it.",
    "(a part without the header)", "(a part with the header)";

    "response/unknown-discriminator", Warning, "OpenAPI 3.1.1, Discriminator Object",
    "A discriminator whose value stands for none of the alternatives.",
    "Schemas may still take the value, but clients that go by the discriminator fail.",
    r#"{"kind": "cow"}  (mapping: cat, dog)"#, r#"{"kind": "cat"}"#;

    "response/write-only", Error, "OpenAPI 3.0.3, Schema Object; JSON Schema 2020-12 Validation, section 9.4",
    "A property marked `writeOnly` in a response.",
    "It is often a secret, such as a password, and should never come back.",
    r#"{"name": "jane", "password": "x"}"#, r#"{"name": "jane"}"#;
}
