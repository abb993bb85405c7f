// A FHIR Bundle: which resources there are, what each is known by, how they refer to each other. The same message gives
// the same bytes. Source: FHIR R4, http.html (transaction, batch) and bundle.html.
#pragma once

#include "routes/bodies/body.hpp"
#include "routes/bodies/tree.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vagus::routes::bodies {

enum class bundle_type : std::uint8_t { transaction, batch };
// What a key does that came already in this message.
enum class same_key : std::uint8_t { fail, number, merge };

struct entry {
    std::string where; // "bodies/lab.yaml:12"
    std::string type;  // "Patient"
    head before;
    expr::text_template id;               // no parts: nobody refers to it
    std::vector<expr::text_template> key; // empty: the search says what it is known by
    expr::text_template search;
    bool creates_only = false; // what the search finds is left as it is; else it is replaced
    same_key on_same_key = same_key::fail;
    tree resource;
};

class bundle final : public body {
  public:
    bundle(std::string name, bundle_type type, std::vector<entry> entries);
    [[nodiscard]] result<std::string, std::string> make(const path::scope& from) const override;

  private:
    std::string name_;
    bundle_type type_;
    std::vector<entry> entries_;
};

} // namespace vagus::routes::bodies
