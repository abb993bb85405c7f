// remember: { in: MEMORY, key: PATH, set: { NAME: VALUE } }. What later messages recall.
#include "parsers/expr/evaluate.hpp"
#include "parsers/expr/memory_key.hpp"
#include "routes/limits.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/steps/paths.hpp"

namespace vagus::routes {
namespace {

using written_text = config::named<written<expr::text_template>>;

struct remembering {
    written<std::string> in;
    std::vector<written_path> key; // empty: the memory's own
    std::vector<written_text> set;
};

const config::fields<remembering>& remembering_fields() {
    static const auto stated =
        config::fields<remembering>{"remember", "Remembers values for later messages."}
            .required("in", &remembering::in, as_written(config::name()), "Name of the memory.")
            .optional("key", &remembering::key, config::list_or_one(path_type()),
                      "What they belong to: a path or several; the memory's own key without it.")
            .required("set", &remembering::set, config::map_of(as_written(config::templated()), config::name()),
                      "Name: text, for each; an empty text forgets it.");
    return stated;
}

class remember_action final : public action {
  public:
    struct value {
        std::string name;
        expr::text_template text;
    };
    remember_action(const std::string& memory, std::uint16_t number, std::vector<path::path> key,
                    std::vector<value> values)
        : number_{number}
        , key_{std::move(key)}
        , values_{std::move(values)} {
        std::string names;
        for (const auto& each : values_) names += (names.empty() ? "" : ", ") + each.name;
        done_ = "remembered " + memory + " (" + names + ")";
    }

    verdict run(const work& on) const override {
        const auto here = on.here();
        const auto key = expr::key_parts(key_, here);
        for (const auto& [name, text] : values_) {
            const auto under = expr::memory_key_of(key, name);
            if (!under)
                return failed("a part of the key " + key_text() +
                              " is empty: whose is it? Say `when` where that may be so");
            auto made = expr::expand(text, here);
            if (made.size() > limits::remembered_text)
                return failed("'" + name + "' is longer than " + std::to_string(limits::remembered_text) + " bytes");
            if (on.made.remembers.size() >= limits::remembered_per_message)
                return failed("at most " + std::to_string(limits::remembered_per_message) +
                              " values are remembered of one message");
            on.made.remembers.push_back({number_, *under, std::move(made)});
        }
        return {verdict::way::on, done_};
    }

  private:
    [[nodiscard]] std::string key_text() const {
        std::string out;
        for (const auto& each : key_) out += (out.empty() ? "" : ", ") + path::to_text(each);
        return out;
    }

    std::uint16_t number_;
    std::vector<path::path> key_;
    std::vector<value> values_;
    std::string done_;
};

struct remember_step final : step {
    remembering how;

    std::string title() const override { return "remember " + how.in.value; }
    std::unique_ptr<const action> bind(binding& names) const override {
        const auto memory = names.memory_named(how.in);
        std::vector<remember_action::value> values;
        for (const auto& each : how.set) {
            names.remembers(how.in.value, each.name);
            if (auto text = names.bind(each.value)) values.push_back({each.name, std::move(*text)});
        }
        if (!memory || values.size() != how.set.size()) return nullptr;
        auto key = how.key.empty() ? memory->key : bind_all(names);
        if (key.empty() && how.key.empty())
            names.found().error(
                how.in.source, "VG3026", "memory '" + how.in.value + "' states no key, nor does the step",
                "say whose the values are: remember: { in: " + how.in.value + ", key: PID-3.1, set: ... }");
        if (key.empty() || key.size() < how.key.size()) return nullptr;
        return std::make_unique<remember_action>(how.in.value, memory->number, std::move(key), std::move(values));
    }

    std::vector<path::path> bind_all(binding& names) const {
        std::vector<path::path> made;
        for (const auto& each : how.key)
            if (auto key = bind_key_of_memory(each, names)) made.push_back(std::move(*key));
        return made;
    }
};

const config::fields<remember_step>& remember_fields() {
    static const auto stated =
        config::fields<remember_step>{"remember", "Remembers values of the message for later ones, which read them "
                                                  "with recall(). Stored with the message, or not at all."}
            .required("remember", &remember_step::how, config::object(remembering_fields), "Where, whose, and what.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> remember_kind() {
    return config::kind_of<step, remember_step>("remember", remember_fields);
}

} // namespace vagus::routes
