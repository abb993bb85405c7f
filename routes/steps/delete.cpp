// delete: PATH or list. Every match goes: segments and repetitions away, fields and components empty. A list names what
// was there before the step.
#include "parsers/path/removal.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/steps/paths.hpp"

namespace vagus::routes {
namespace {

class delete_action final : public action {
  public:
    explicit delete_action(std::vector<path::path> paths)
        : paths_{std::move(paths)} {}

    verdict run(const work& on) const override {
        path::removal what{on.copy};
        bool takes_turn = false;
        for (const auto& each : paths_) {
            const auto own = on.loop ? on.loop->own_repetition(each) : std::nullopt;
            auto found = what.find(own ? located_path{&*own} : on.located(each), path::reach::every_match, on.here());
            if (!found) return failed(std::move(found.error()));
            takes_turn = takes_turn || own;
            on.note(*found, each);
        }
        what.empty();
        what.remove();
        if (takes_turn) on.loop->taken_away();
        return {};
    }

  private:
    std::vector<path::path> paths_;
};

struct delete_step final : step {
    std::vector<written_path> paths;

    std::string title() const override {
        std::vector<const written_path*> all;
        for (const auto& each : paths) all.push_back(&each);
        return titled("delete", all);
    }
    std::unique_ptr<const action> bind(binding& names) const override {
        std::vector<path::path> bound;
        for (const auto& each : paths) {
            auto readable = bind_source(each, names);
            if (!readable || !bind_target(each, names)) continue;
            bound.push_back(std::move(*readable));
        }
        if (bound.size() != paths.size()) return nullptr;
        return std::make_unique<delete_action>(std::move(bound));
    }
};

const config::fields<delete_step>& delete_fields() {
    static const auto stated =
        config::fields<delete_step>{
            "delete", "Deletes every match: segments and repetitions go, fields and components become empty."}
            .required("delete", &delete_step::paths, config::list_or_one(path_type()), "Path, or list of paths.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> delete_kind() {
    return config::kind_of<step, delete_step>("delete", delete_fields);
}

} // namespace vagus::routes
