#include "engine/app/response_check.hpp"

#include "engine/app/named_output.hpp"
#include "routes/reach.hpp"

#include <algorithm>
#include <set>

namespace vagus::app {
namespace {

void check_output(const config::located<std::string>& of, const document& written, config::findings& found) {
    const auto* output = output_named(of, written, found);
    if (output != nullptr && !output->answers_in_hl7())
        found.error(of.at, "VG3116", "output '" + of.value + "' has no answers that could be messages",
                    "name an mllp output whose receiver acknowledges in HL7");
}

// Outputs that answers of `output` can lead to, over any number of answers.
class following {
  public:
    following(const document& written, const std::string& output)
        : written_{written} {
        go(output);
    }
    [[nodiscard]] bool leads_to(const std::string& output) const { return seen_.contains(output); }

  private:
    void go(const std::string& output) {
        for (const auto& input : written_.inputs) {
            const auto* of = input.value ? input.value->answers_of() : nullptr;
            if (of != nullptr && of->value == output) take(input.name);
        }
    }
    void take(const std::string& input) {
        for (const auto& route : written_.routes) {
            const auto& from = route.value.from;
            if (std::ranges::find(from, input, [](const auto& each) { return each.value; }) == from.end()) continue;
            for (const auto* to : routes::outputs_of(route.value, written_))
                if (seen_.insert(to->value).second) go(to->value);
        }
    }

    const document& written_;
    std::set<std::string> seen_;
};

// What is sent because of an answer is answered too.
void check_circle(const std::string& input, const std::string& of, const document& written, config::findings& found) {
    for (const auto& route : written.routes) {
        const auto& from = route.value.from;
        if (std::ranges::find(from, input, [](const auto& each) { return each.value; }) == from.end()) continue;
        for (const auto* to : routes::outputs_of(route.value, written)) {
            const auto& output = to->value;
            if (output != of && !following{written, output}.leads_to(of)) continue;
            found.error(to->source, "VG3117",
                        "answers of '" + of + "' come back to it: each would be sent, and answered, without an end",
                        "send them elsewhere, or leave out `response: { of: " + of + " }`");
        }
    }
}

void check_reply(const config::named<routes::test_reply>& reply, const document& written, config::findings& found) {
    const auto output =
        std::ranges::find_if(written.outputs, [&](const auto& each) { return each.name == reply.name; });
    if (output == written.outputs.end() || !output->value) return; // it has findings of its own
    const auto& [file, message, code, status] = reply.value;
    if (status && !output->value->judged({static_cast<std::uint32_t>(*status), {}}))
        found.error(reply.at, "VG3126", "no web server answers what '" + reply.name + "' sends: it has no status",
                    output->value->answers_in_hl7() ? "try: { code: AE }, or `message` with the whole answer"
                                                    : "leave it out");
    if (code && !output->value->answers_in_hl7())
        found.error(reply.at, "VG3126", "nobody acknowledges in HL7 what '" + reply.name + "' sends",
                    output->value->judged({200, {}}) ? "try: { status: 201 }" : "leave it out");
}

} // namespace

void check_responses(const document& written, config::findings& found) {
    for (const auto& test : written.tests)
        for (const auto& reply : test.respond) check_reply(reply, written, found);
    for (const auto& input : written.inputs) {
        const auto* of = input.value ? input.value->answers_of() : nullptr;
        if (of == nullptr) continue;
        check_output(*of, written, found);
        check_circle(input.name, of->value, written, found);
    }
}

std::vector<std::string> replying_inputs(const document& written) {
    std::vector<std::string> names;
    for (const auto& input : written.inputs)
        if (input.value && input.value->answers_of() != nullptr) names.push_back(input.name);
    return names;
}

} // namespace vagus::app
