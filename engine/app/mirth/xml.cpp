#include "engine/app/mirth/xml.hpp"

#include "engine/app/mirth/limits.hpp"

#include <pugixml.hpp>

#include <algorithm>

namespace vagus::mirth {
namespace {

class copying {
  public:
    bool copy(const pugi::xml_node& from, element& to, std::size_t depth) {
        if (depth > limits::depth || ++elements_ > limits::elements) return false;
        to.name = from.name();
        to.kind = from.attribute("class").value();
        to.version = from.attribute("version").value();
        for (const auto& child : from.children()) {
            if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) to.text += child.value();
            if (child.type() == pugi::node_element && !copy(child, to.children.emplace_back(), depth + 1)) return false;
        }
        return true;
    }

  private:
    std::size_t elements_ = 0;
};

} // namespace

const element& element::operator[](std::string_view child) const {
    static const element none;
    const auto found = std::ranges::find(children, child, &element::name);
    return found == children.end() ? none : *found;
}

bool element::has(std::string_view child) const {
    return std::ranges::find(children, child, &element::name) != children.end();
}

result<element, std::string> read_xml(std::string_view bytes) {
    if (bytes.size() > limits::bytes)
        return fail("it is longer than " + std::to_string(limits::bytes >> 20U) + " MiB: export fewer channels");
    pugi::xml_document document;
    const auto read = document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_doctype);
    if (!read) return fail("it is no XML: at byte " + std::to_string(read.offset) + ": " + read.description());
    for (const auto& each : document.children())
        if (each.type() == pugi::node_doctype) return fail(std::string{"it has a DOCTYPE, which no export has"});
    element root;
    if (!copying{}.copy(document.document_element(), root, 1))
        return fail("it has more than " + std::to_string(limits::elements) + " elements, or more than " +
                    std::to_string(limits::depth) + " inside each other");
    return root;
}

} // namespace vagus::mirth
