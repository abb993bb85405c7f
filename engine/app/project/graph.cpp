#include "engine/app/project/graph.hpp"

#include "routes/reach.hpp"

#include <fmt/format.h>

#include <set>
#include <string_view>

namespace vagus::app {
namespace {

// What Mermaid would take for its own.
std::string label(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '"')
            out += "#quot;";
        else if (c == '#')
            out += "#35;";
        else if (c == '\n')
            out += ' ';
        else
            out += c;
    }
    return out;
}

class drawing {
  public:
    explicit drawing(const document& all)
        : all_{all} {}

    std::string made() {
        out_ = "flowchart LR\n";
        for (const auto& input : all_.inputs) box("in", input.name, "([", "])");
        for (const auto& route : all_.routes) box("route", route.name, "[", "]");
        for (const auto& output : all_.outputs) box("out", output.name, "[(", ")]");
        for (const auto& route : all_.routes) roads_of(route);
        for (const auto& input : all_.inputs) answers_at(input.name, *input.value);
        return std::move(out_);
    }

  private:
    void roads_of(const config::named<routes::route>& route) {
        for (const auto& from : route.value.from) line("in", from.value, "-->", "route", route.name);
        for (const auto& to : route.value.to) {
            const auto& when = to.when.source.text;
            const auto arrow = when.empty() ? std::string{"-->"} : fmt::format("-->|\"{}\"|", label(when));
            if (to.route.value.empty())
                line("route", route.name, arrow, "out", to.output.value);
            else
                line("route", route.name, arrow, "route", to.route.value);
        }
        std::set<std::string_view> sent;
        for (const auto* output : routes::sent_on_the_way(route.value, all_))
            if (sent.insert(output->value).second) line("route", route.name, "-->|send_to|", "out", output->value);
        for (const auto& to : route.value.on_failure.to) line("route", route.name, "-. failed .->", "out", to.value);
    }

    // What receivers say: as a message, as the sender's answer, as its application acknowledgement.
    void answers_at(const std::string& name, const listen::input& input) {
        if (const auto* of = input.answers_of()) line("out", of->value, "-. answers .->", "in", name);
        auto promises = input.special_promises();
        promises.push_back(input.promise());
        std::set<std::string_view> asked;
        for (const auto& each : promises)
            if (each.when.what && each.when.what->forwards)
                for (const auto& from : each.when.what->outputs)
                    if (asked.insert(from.value).second) line("out", from.value, "-. answers .->", "in", name);
        const auto& ack = input.ack.application;
        if (!ack) return;
        if (ack->from)
            line("out", ack->from->value, "-. answers .->", "out", ack->via.value);
        else
            line("in", name, "-. acknowledgements .->", "out", ack->via.value);
    }

    // Names may be words of Mermaid's, such as `end`: the prefix keeps them apart.
    void box(std::string_view family, std::string_view name, std::string_view open, std::string_view close) {
        out_ += fmt::format("  {}_{}{}\"{}\"{}\n", family, name, open, label(name), close);
    }
    void line(std::string_view from, std::string_view name, std::string_view arrow, std::string_view to,
              std::string_view target) {
        out_ += fmt::format("  {}_{} {} {}_{}\n", from, name, arrow, to, target);
    }

    const document& all_;
    std::string out_;
};

} // namespace

std::string graph_of(const configuration& what) {
    return drawing{what.written}.made();
}

} // namespace vagus::app
