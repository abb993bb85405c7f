// bytes: a text with holes, as it is: a document that a message carries, or a line of a list.
#include "parsers/expr/evaluate.hpp"
#include "routes/binding.hpp"
#include "routes/bodies/source.hpp"

#include <utility>

namespace vagus::routes::bodies {
namespace {

class bytes_body final : public body {
  public:
    bytes_body(std::string name, expr::text_template content)
        : name_{std::move(name)}
        , content_{std::move(content)} {}

    result<std::string, std::string> make(const path::scope& from) const override {
        auto made = expr::expand(content_, from);
        if (made.empty() && !from.cost.failed()) return fail("body " + name_ + " is empty");
        return made;
    }

  private:
    std::string name_;
    expr::text_template content_;
};

struct bytes_source final : source {
    written<expr::text_template> content;

    std::shared_ptr<const body> compile(const std::string& name, binding& names) const override {
        auto made = names.bind(content);
        return made ? std::make_shared<const bytes_body>(name, std::move(*made)) : nullptr;
    }
};

const config::fields<bytes_source>& bytes_fields() {
    static const auto stated =
        config::fields<bytes_source>{"bytes", "Bytes as they are, such as a document that a field carries."}.required(
            "bytes", &bytes_source::content, as_written(config::templated()),
            "The text, with ${...} around what is read from the message; it is not escaped, and may not be empty.");
    return stated;
}

} // namespace

config::kind<source> bytes_kind() {
    return config::kind_of<source, bytes_source>("bytes", bytes_fields);
}

} // namespace vagus::routes::bodies
