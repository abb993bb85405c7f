// A web server in a test's hands, and messages for it.
#pragma once

#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

#include <string>
#include <string_view>

namespace vagus::tests {

inline std::string http_answer(int status, std::string_view body = {}, std::string_view headers = {}) {
    return "HTTP/1.1 " + std::to_string(status) + " Words\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string{headers} + "\r\n" + std::string{body};
}

// From `in` to `out` over HTTP; `more` stands under `http:`, `beside` beside it, both as flow.
inline std::string over_http(port& server, const std::string& more = {}, const std::string& beside = {},
                             const std::string& path = "/messages") {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0' } } }\n"
           "routes: { all: { from: in, to: [out] } }\n"
           "outputs:\n  out:\n    http: { url: 'http://127.0.0.1:" +
           std::to_string(server.number()) + path + "'" + more +
           " }\n"
           "    retry: { first: 50ms, max: 50ms, jitter: 0% }\n" +
           beside;
}

inline void put(running_engine& engine, const std::string& control, const std::string& patient = "0012345") {
    wire sender{engine.port_of("in")};
    sender.send(framed(adt(control, patient)));
    REQUIRE(sender.read_frame().find("\rMSA|AA|" + control) != std::string::npos);
}

inline bool carries(const std::string& request, const std::string& control) {
    return request.find("|" + control + "|P|2.5.1") != std::string::npos;
}

} // namespace vagus::tests
