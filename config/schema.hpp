// JSON Schema 2020-12 from the declarations: objects and families become named `$defs`, so that they may contain one
// another.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::config {

// The `$defs` of one schema while it is written.
class definitions {
  public:
    // A reference to the definition of `identity` (the address of its declaration), written by `body` the first time.
    // Two declarations of one name are told apart by a number.
    [[nodiscard]] boost::json::value refer(const void* identity, std::string_view name,
                                           const std::function<boost::json::value()>& body);
    [[nodiscard]] boost::json::object take() { return std::move(bodies_); }

  private:
    std::map<const void*, std::string> names_;
    boost::json::object bodies_;
};

// What docs and schema say about one field.
struct field_facts {
    std::string name;
    std::string summary;
    std::string words; // "a duration such as 30s"
    bool required = false;
    std::function<boost::json::value(definitions&)> schema;
};

// `standard` holds the default of each field as written in YAML, "" for none.
[[nodiscard]] boost::json::value object_schema(std::string_view summary, const std::vector<field_facts>& fields,
                                               const std::vector<std::string>& standard, definitions& defs);
[[nodiscard]] boost::json::value whole_schema(boost::json::value root, definitions& defs);
[[nodiscard]] std::string reference_table(const std::vector<field_facts>& fields,
                                          const std::vector<std::string>& standard);

// {"type": [...], ...}: text in YAML may look like a number or a boolean to an editor.
[[nodiscard]] boost::json::value text_schema(std::string_view words);
// Text of a form, or a placeholder that will be.
[[nodiscard]] boost::json::value text_schema(std::string_view words, std::string_view pattern);

} // namespace vagus::config
