// What a little FHIR server remembers and answers: which resources it was given, and in which version. Their content is
// not kept, only a hash of it: the same resource again is no new version. Pure.
// Source: FHIR R4, http.html (transaction, batch, create, update).
#pragma once

#include "engine/app/peers/web_request.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::peers {

// What came of one request, for people.
struct fhir_seen {
    std::string type;                 // "transaction", "batch"; empty when it was no Bundle
    std::vector<std::string> entries; // "PUT Patient/7 201"
    std::string problem;              // why it was no Bundle
    web_answer answer;
    [[nodiscard]] bool is_bundle() const { return !type.empty(); }
};

class fhir_shelf {
  public:
    static constexpr std::size_t most_resources = 1'000'000;

    // GET of /metadata, TYPE?_summary=count and TYPE/ID (its version only); POST of a Bundle.
    [[nodiscard]] fhir_seen answer(const web_request& request);

  private:
    struct held {
        std::size_t hash = 0;
        std::uint64_t version = 0;
    };
    struct stored {
        std::uint32_t status = 200;
        std::string location;
    };
    [[nodiscard]] fhir_seen take_bundle(std::string_view body);
    [[nodiscard]] stored put(const std::string& type_and_id, std::string_view content);
    [[nodiscard]] stored post(const std::string& type, const std::string& condition, std::string_view content);
    [[nodiscard]] stored find_or_make(const std::string& search, std::string_view content, bool replaces);
    [[nodiscard]] web_answer read(std::string_view path, std::string_view query) const;

    std::map<std::string, held, std::less<>> resources_;    // by "Patient/7"
    std::map<std::string, std::string, std::less<>> known_; // by "Patient?identifier=x": what a condition made
    std::uint64_t made_ = 0;
};

} // namespace vagus::peers
