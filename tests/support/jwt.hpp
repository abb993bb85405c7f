// A signed token as tests look at it.
#pragma once

#include "tests/support/catch.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <openssl/evp.h>

#include <string>

namespace vagus::tests {

// base64url without padding (RFC 7515, section 2).
inline std::string decoded(std::string text) {
    for (auto& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
    const auto padding = (4 - text.size() % 4) % 4;
    text.append(padding, '=');
    std::string out(text.size() / 4 * 3, '\0');
    REQUIRE(EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                            reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size())) > 0);
    out.resize(out.size() - padding);
    return out;
}

struct signed_token {
    explicit signed_token(const std::string& text) {
        const auto first = text.find('.');
        const auto second = text.rfind('.');
        REQUIRE(first < second);
        header = boost::json::parse(decoded(text.substr(0, first))).as_object();
        claims = boost::json::parse(decoded(text.substr(first + 1, second - first - 1))).as_object();
        signed_text = text.substr(0, second);
        signature = decoded(text.substr(second + 1));
    }
    boost::json::object header, claims;
    std::string signed_text, signature;
};

} // namespace vagus::tests
