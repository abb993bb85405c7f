#include "engine/app/mirth/draft.hpp"

#include "engine/app/mirth/connectors.hpp"
#include "engine/app/mirth/expression_reader.hpp"
#include "engine/app/mirth/page.hpp"
#include "engine/app/mirth/settings.hpp"
#include "engine/app/mirth/steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace vagus::mirth {
namespace {

using by_id = std::map<std::string, std::string>;

// Unique among `taken`, where it is noted.
std::string own_name(std::string name, std::set<std::string>& taken) {
    auto made = name;
    for (int i = 2; !taken.insert(made).second; ++i) made = fmt::format("{}_{}", name, i);
    return made;
}

bool behind_others(const channel& of) {
    return is(of.source, ".VmReceiverProperties");
}

// Other routes may have changed a message that comes from them, and `received` is what an input got.
scope arriving(const channel& of) {
    return {.variables = {}, .changed = {.fields = {}, .all = behind_others(of)}};
}

bool hl7(const std::string& type) {
    return type.empty() || type == "HL7V2";
}

class drafting {
  public:
    drafting(const channel& of, std::string name, const by_id& routes)
        : of_{of}
        , name_{std::move(name)}
        , routes_{routes}
        , steps_{arriving(of), 3} {
        std::set<std::string> taken;
        for (const auto& each : of.destinations)
            names_[each.id] = own_name(name_ + "_" + plain_name(each.name, "out"), taken);
    }

    std::string made() {
        head();
        source_steps();
        const auto taken = filter_of(of_.source.filter, {});
        for (const auto& each : of_.destinations) destination(each);
        const bool input = write_input(inputs_, name_, of_, carried_);

        page out;
        out.line(0, "# A draft of a channel of Mirth: " + one_line(of_.name));
        out.line(0, "# Lines that begin with \"# Mirth:\" are left to you, and so is reading the rest through.");
        if (!known_version(of_))
            out.remark(0,
                       fmt::format("it is of version {}, and drafts are made of what 3.0 to 4.5 export: compare each "
                                   "line with the channel",
                                   of_.version.empty() ? "(none said)" : of_.version));
        if (input) out.line(0, "inputs:");
        if (!input) no_input(out);
        out.add(inputs_);
        if (!carried_.empty()) out.line(0, "outputs:");
        out.add(outputs_);
        out.line(0, "routes:");
        out.line(1, name_ + ":");
        if (input) out.line(2, "from: " + name_);
        if (taken.holds) out.line(2, "match: " + scalar(taken.holds->text));
        if (!steps_.text().empty()) out.line(2, "steps:");
        out.add(steps_.text());
        out.line(2, to_.empty() ? "to: []" : "to:");
        out.add(to_);
        if (!transforms_.empty()) out.line(0, "transforms:");
        out.add(transforms_);
        foot(out);
        return std::move(out).text();
    }

  private:
    void no_input(page& out) const {
        if (behind_others(of_)) return out.line(0, "# Its messages come from the routes of other channels.");
        out.remark(0,
                   "no input was made of its source, a " + of_.source.transport + ": write one, and name it in `from`");
    }

    // Before anything else: what the steps below rest on and is not so here.
    void head() {
        if (!hl7(of_.source.inbound))
            steps_.add_left("messages of the type " + of_.source.inbound + ", where Vagus takes HL7 v2", "");
        for (const auto& rule : filter_of(of_.source.filter, {}).left) steps_.add_left(rule);
        if (!of_.preprocessing.empty()) steps_.add_left("the preprocessing script", of_.preprocessing);
    }

    void source_steps() {
        begin(steps_, of_.source);
        for (const auto& each : of_.source.steps) steps_.add(each);
    }

    static void begin(steps& to, const connector& of) {
        if (of.has_template && !of.steps.empty())
            to.add_left("its message is made from an outbound template, where ours begins as the message came", "");
        if (!hl7(of.outbound)) to.add_left("messages leave as " + of.outbound + ": make a body of them", "");
    }

    void destination(const connector& of) {
        const auto& name = names_[of.id];
        if (!of.enabled) return outputs_.remark(1, "the destination '" + of.name + "' was switched off");
        const auto behind = routes_.find(channel_behind(of));
        page output;
        const auto names = own_steps(of, name);
        if (behind == routes_.end() && !write_output(output, name, of, names))
            return steps_.add_left(
                fmt::format("the destination '{}', a {}{}", of.name, of.transport, connector_says(of)), "");
        if (behind == routes_.end()) carried_[of.id] = name;
        outputs_.add(output);
        for (const auto& each : of.response_steps) {
            outputs_.remark(1, fmt::format("not carried: what is done with answers to '{}': '{}'", of.name, each.name));
            outputs_.shown(1, each.script);
        }
        lead_to(of, behind == routes_.end() ? "output: " + name : "route: " + behind->second, name);
    }

    // The way to it: when, and what is done to its copy.
    void lead_to(const connector& of, const std::string& where, const std::string& name) {
        std::vector<formula> conditions;
        if (const auto own = filter_of(of.filter, steps_.after()); own.holds) conditions.push_back(*own.holds);
        if (const auto barred = steps_.barred().find(of.id); barred != steps_.barred().end())
            for (const auto& each : barred->second) conditions.push_back(negated(each));
        for (const auto& [when, except] : steps_.bars())
            if (std::ranges::find(except, of.id) == except.end()) conditions.push_back(negated(when));
        const auto when = all_of(conditions);
        if (!when && !shaped_.contains(name))
            return to_.line(3, where == "output: " + name ? "- " + name : "- { " + where + " }");
        to_.line(3, "- " + where);
        if (when) to_.line(4, "when: " + scalar(when->text));
        if (shaped_.contains(name)) to_.line(4, "use: " + name);
    }

    // Its transformer; returns what names mean behind it.
    scope own_steps(const connector& of, const std::string& name) {
        steps own{steps_.after(), 3};
        for (const auto& rule : filter_of(of.filter, steps_.after()).left) own.add_left(rule);
        begin(own, of);
        for (const auto& each : of.steps) own.add(each);
        if (!own.text().empty()) {
            transforms_.line(1, name + ":");
            transforms_.line(2, "steps:");
            transforms_.add(own.text());
            shaped_.insert(name);
        }
        return own.after();
    }

    static std::string connector_says(const connector& of) {
        if (!channel_behind(of).empty()) return ", whose channel is not in this file";
        return of.properties["template"].text.empty() || of.properties["template"].text == "${message.encodedData}"
                   ? std::string{}
                   : ", with a template of its own";
    }

    void foot(page& out) const {
        const auto add = [&out](std::string_view what, const std::string& script) {
            if (script.empty()) return;
            out.remark(0, fmt::format("not carried: the {} script", what));
            out.shown(0, script);
        };
        add("postprocessing", of_.postprocessing);
        add("deploy", of_.deploy);
        add("undeploy", of_.undeploy);
    }

    const channel& of_;
    std::string name_;
    const by_id& routes_;          // of all channels
    by_id names_;                  // of destinations
    by_id carried_;                // those that are outputs
    std::set<std::string> shaped_; // those with a transform
    steps steps_;
    page inputs_;
    page outputs_;
    page to_;
    page transforms_;
};

} // namespace

std::vector<drafted> drafts_of(const std::vector<channel>& channels) {
    std::set<std::string> taken;
    std::vector<std::string> names;
    by_id routes;
    for (const auto& each : channels) {
        names.push_back(own_name(plain_name(each.name, "channel"), taken));
        if (!each.id.empty()) routes[each.id] = names.back();
    }
    std::vector<drafted> out;
    for (std::size_t i = 0; i < channels.size(); ++i)
        out.push_back({names[i], drafting{channels[i], names[i], routes}.made()});
    return out;
}

std::vector<remark> remarks_in(std::string_view text) {
    std::vector<remark> out;
    for (std::size_t line = 1; !text.empty(); ++line) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto begin = std::min(text.find_first_not_of(' '), end);
        const auto inside = text.substr(begin, end - begin);
        if (inside.starts_with(mark)) out.push_back({line, std::string{inside.substr(mark.size())}});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

} // namespace vagus::mirth
