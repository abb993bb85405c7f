// Twice over the entries: first who is there and what each is known by, so that a reference may point forward; then the
// resources themselves.
#include "routes/bodies/bundle.hpp"

#include "parsers/expr/evaluate.hpp"
#include "parsers/expr/name_uuid.hpp"
#include "routes/bodies/limits.hpp"

#include <map>
#include <utility>

namespace vagus::routes::bodies {
namespace {

// A resource of this message.
struct present {
    std::string uuid;
    std::string search;  // instead of a key
    bool merged = false; // into the one that has this identity already
};

// RFC 3986: what is not unreserved is written in hex.
std::string escaped_for_url(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    constexpr std::string_view plain = "-._~";
    std::string out;
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool word = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (word || plain.contains(c))
            out += c;
        else
            ((out += '%') += hex[byte >> 4U]) += hex[byte & 0xFU];
    }
    return out;
}

// FHIR R4, search, 3.1.1.4.19: the server reads the url first and cuts at these then. A value means itself.
std::string escaped_for_search(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (std::string_view{"\\,|$"}.contains(c)) out += '\\';
        out += c;
    }
    return out;
}

// One bundle of one message.
class making final : public path::references {
  public:
    making(bundle_type type, const std::vector<entry>& entries, const hl7::grouping* groups)
        : type_{type}
        , entries_{entries}
        , making_{dialect::fhir, groups} {}

    json::value run(const path::scope& from) {
        for (const auto& one : entries_)
            making_.each_turn(one.before, from, [&](const path::scope& at) { meet(one, at); });
        auto at = from;
        at.entries = this;
        for (const auto& one : entries_)
            making_.each_turn(one.before, at, [&](const path::scope& here) { fill(one, here); });
        if (made_.empty()) making_.fail("entries", "every entry was skipped, and the bundle is empty");
        if (!failure().empty()) return {};
        return whole();
    }
    [[nodiscard]] const std::string& failure() const { return making_.failure(); }

    std::string find(std::string_view id) const override {
        const auto found = references_.find(id);
        return found == references_.end() ? std::string{} : found->second;
    }

  private:
    void meet(const entry& one, const path::scope& at) {
        if (!failure().empty()) return;
        if (present_.size() == limits::entries_per_bundle)
            return making_.fail(one.where, "the bundle would have more than " +
                                               std::to_string(limits::entries_per_bundle) + " entries");
        present made;
        auto parts = known_by(one, at, made);
        if (!failure().empty()) return;
        made.uuid = expr::name_uuid(parts);
        auto& times = identities_[made.uuid];
        ++times;
        if (times > 1 && one.on_same_key == same_key::fail)
            return making_.fail(one.where, one.type + " has a key that came already in this message; say on_same_key: "
                                                      "number or merge");
        if (times > 1 && one.on_same_key == same_key::number) {
            parts.push_back(std::to_string(times));
            made.uuid = expr::name_uuid(parts);
        }
        made.merged = times > 1 && one.on_same_key == same_key::merge;
        remember(one, at, made);
        present_.push_back(std::move(made));
    }

    // The type and the parts of its key. One for all: a Patient and an Encounter may share a number.
    std::vector<std::string> known_by(const entry& one, const path::scope& at, present& into) {
        std::vector<std::string> parts{one.type};
        if (one.key.empty()) {
            into.search = search_of(one, at);
            parts.push_back("?" + into.search);
        }
        for (const auto& part : one.key) {
            parts.push_back(json::as_utf8(making_.text_of(part, hole::may_be_empty, one.where, at)));
            if (failure().empty() && parts.back().empty())
                making_.fail(one.where, "a part of the key of " + one.type + " is empty: " + part.source);
        }
        return parts;
    }

    std::string search_of(const entry& one, const path::scope& at) {
        std::string out;
        for (const auto& part : one.search.parts) {
            expr::text_template alone{{part}, one.search.source};
            auto text = making_.text_of(alone, hole::never_empty, one.where, at);
            out += part.hole ? escaped_for_url(escaped_for_search(json::as_utf8(std::move(text)))) : text;
        }
        return out;
    }

    void remember(const entry& one, const path::scope& at, const present& made) {
        if (one.id.parts.empty()) return;
        auto id = making_.text_of(one.id, hole::never_empty, one.where, at);
        if (!failure().empty()) return;
        auto to = reference_to(one, made);
        const auto [known, fresh] = references_.emplace(std::move(id), to);
        if (!fresh && known->second != to) // the same resource twice is merged
            making_.fail(one.where, "two entries have the id " + one.id.source + "; add ${index()} to it");
    }
    // In a batch nobody resolves urn:uuid: the resource is named where it will be.
    [[nodiscard]] std::string reference_to(const entry& one, const present& made) const {
        if (type_ == bundle_type::transaction) return "urn:uuid:" + made.uuid;
        return one.key.empty() ? std::string{} : one.type + "/" + made.uuid;
    }

    void fill(const entry& one, const path::scope& at) {
        if (!failure().empty()) return;
        const auto& me = present_[next_++];
        auto resource = making_.make(one.resource, at);
        if (!failure().empty()) return;
        if (me.merged) return json::merge(made_[places_.at(me.uuid)].members[1].is, std::move(resource));
        if (!one.key.empty()) add_id(resource, me.uuid);
        places_.emplace(me.uuid, made_.size());
        made_.push_back(json::object({{"fullUrl", json::text("urn:uuid:" + me.uuid)},
                                      {"resource", std::move(resource)},
                                      {"request", request_for(one, me)}}));
    }

    static json::value request_for(const entry& one, const present& me) {
        const auto request = [](const char* method, std::string url) {
            return json::object({{"method", json::text(method)}, {"url", json::text(std::move(url))}});
        };
        if (!one.key.empty()) return request("PUT", one.type + "/" + me.uuid);
        if (!one.creates_only) return request("PUT", one.type + "?" + me.search);
        auto made = request("POST", one.type);
        made.members.push_back({"ifNoneExist", json::text(me.search)});
        return made;
    }

    static void add_id(json::value& resource, const std::string& uuid) {
        auto& members = resource.members;
        members.insert(members.begin() + (members.empty() ? 0 : 1), {"id", json::text(uuid)});
    }

    json::value whole() {
        return json::object({{"resourceType", json::text("Bundle")},
                             {"type", json::text(type_ == bundle_type::transaction ? "transaction" : "batch")},
                             {"entry", json::array(std::move(made_))}});
    }

    bundle_type type_;
    const std::vector<entry>& entries_;
    maker making_;
    std::vector<present> present_;
    std::size_t next_ = 0;                                       // of present_, while resources are made
    std::map<std::string, std::size_t> identities_;              // how often each came
    std::map<std::string, std::string, std::less<>> references_; // by id
    std::map<std::string, std::size_t> places_;                  // in made_, by uuid
    std::vector<json::value> made_;
};

} // namespace

bundle::bundle(std::string name, bundle_type type, std::vector<entry> entries)
    : name_{std::move(name)}
    , type_{type}
    , entries_{std::move(entries)} {}

result<std::string, std::string> bundle::make(const path::scope& from) const {
    const auto groups = hl7::grouping::of(from.document);
    making one{type_, entries_, groups ? &*groups : nullptr};
    const auto made = one.run(from);
    if (!one.failure().empty()) return fail("body " + name_ + ", " + one.failure());
    return json::write(made);
}

} // namespace vagus::routes::bodies
