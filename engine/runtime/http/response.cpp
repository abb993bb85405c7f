#include "engine/runtime/http/response.hpp"

namespace vagus::http {

std::string_view reason_of(std::uint32_t status) {
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Error";
    }
}

std::string to_bytes(const response& what, bool keep_alive) {
    std::string head = "HTTP/1.1 " + std::to_string(what.status) + " ";
    head.append(reason_of(what.status)) += "\r\n";
    // RFC 9110, section 8.6: 204 has no Content-Length, and that of 304 would be another body's.
    if (what.status != 204 && what.status != 304)
        head += "Content-Length: " + std::to_string(what.body.size()) + "\r\n";
    head += what.fields;
    if (!keep_alive) head += "Connection: close\r\n";
    return head + "\r\n" + what.body;
}

} // namespace vagus::http
