// How long rules take, on one thread: to be read and compiled, 500 routes of them; and to run, a typical ADT route
// beside the parsing of its message. Medians; a round of messages is timed as a whole. Prints JSON.
#include "config/load.hpp"
#include "parsers/hl7/message.hpp"
#include "routes/program.hpp"
#include "routes/route.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace vagus;

constexpr std::size_t routes_compiled = 500;
constexpr int compiles = 15;
constexpr int rounds = 200;
constexpr int messages_in_round = 500;

std::string route(const std::string& name) {
    return "  " + name +
           ":\n"
           "    from: in\n"
           "    match: MSH-9.1 == 'ADT' and MSH-9.2 in ['A01', 'A02', 'A03', 'A08']\n"
           "    steps:\n"
           "      - validate: { structure: auto, require: [PID-5.1, PV1-2], on_fail: fail }\n"
           "      - drop: MSH-11.1 != 'P'\n"
           "        reason: not production traffic\n"
           "      - map: { path: PV1-2, table: patient_class, missing: keep }\n"
           "      - set: { MSH-3: VAGUS, MSH-4: HOSPITAL }\n"
           "      - delete: PID-3[.5 not in ['MR', 'NI']]\n"
           "      - set: { PID-5.1: '${upper(trim(PID-5.1))}' }\n"
           "      - when: PV1-19.1 != ''\n"
           "        set: { PV1-19.1: 'V${PV1-19.1}' }\n"
           "    to: out\n";
}

std::string configuration(std::size_t count) {
    std::string yaml = "tables: { patient_class: { inline: { I: I, O: O, E: E } } }\nroutes:\n";
    for (std::size_t i = 0; i < count; ++i) yaml += route("r" + std::to_string(i));
    return yaml;
}

std::unique_ptr<const routes::program> compiled(const std::string& yaml) {
    auto files = config::load_text(yaml);
    routes::rules written;
    config::reading context{files.found};
    (void)routes::rules_fields().read(files.root, context, written);
    auto made = routes::program::compile(written, {"in"}, {{"out", {}}}, files.files, files.found);
    if (!made || files.found.any_error()) {
        std::cerr << config::show(files.found, files.files);
        std::abort();
    }
    return made;
}

// A field of each kind that ADT messages of real systems have; synthetic.
std::string admission() {
    return "MSH|^~\\&|PAS|CITY|VAGUS|H|20260301101500+0100||ADT^A01^ADT_A01|PAS0000012345|P|2.5|||AL|NE\r"
           "EVN|A01|20260301101500+0100||01|CLERK^ONE\r"
           "PID|1||0012345^^^CITY^MR~9988776655^^^AT^NI~77001^^^OLD^XX||Doe^Jane^Maria^^^Dr.||19700101|F|||"
           "Main Street 1^^Vienna^^1010^AUT^H~Side Street "
           "2^^Graz^^8010^AUT^C||^PRN^PH^^43^1^5550100~^NET^Internet^jane@example.org|||M|||"
           "|||||||||||N\r"
           "NK1|1|Doe^John|SPO^Spouse|Main Street 1^^Vienna^^1010^AUT|^PRN^PH^^43^1^5550101\r"
           "PV1|1|I|SURG^301^2^CITY^^^^^Surgery||||1001^Surgeon^Sam^^^Dr.|1002^Referrer^Rita^^^Dr.||SUR||||7|||1001^"
           "Surgeon^Sam|IP|"
           "4711|||||||||||||||||||||||||20260301100000+0100\r"
           "PV2|||^Elective surgery||||||20260305\r"
           "AL1|1|DA|PEN^Penicillin|SV|Rash\r"
           "DG1|1||K35.8^Acute appendicitis^I10||20260301|A\r"
           "IN1|1|STD|12345|Sickness Fund||||||||||||Doe^Jane|SEL\r";
}

double median(std::vector<double> of) {
    std::ranges::sort(of);
    return of[of.size() / 2];
}

template <class Work> double microseconds(const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::micro>{std::chrono::steady_clock::now() - start}.count();
}

} // namespace

int main() {
    const auto yaml = configuration(routes_compiled);
    std::vector<double> compile_times;
    for (int i = 0; i < compiles; ++i) compile_times.push_back(microseconds([&] { (void)compiled(yaml); }) / 1000);

    const auto one = compiled(configuration(1));
    const auto bytes = admission();
    const auto message = hl7::message::parse(bytes);
    if (!message) std::abort();
    for (const auto& failure : one->run(*message, {"in", 0}).failures) {
        std::cerr << failure.text << "\n";
        std::abort();
    }

    // In turns, so that what else the machine does meets both.
    std::vector<double> parse_times;
    std::vector<double> route_times;
    for (int i = 0; i < rounds; ++i) {
        parse_times.push_back(microseconds([&] {
                                  for (int j = 0; j < messages_in_round; ++j)
                                      if (!hl7::message::parse(bytes)) std::abort();
                              }) /
                              messages_in_round);
        route_times.push_back(microseconds([&] {
                                  for (int j = 0; j < messages_in_round; ++j)
                                      if (one->run(*message, {"in", 0}).copies.empty()) std::abort();
                              }) /
                              messages_in_round);
    }
    std::cout << "{\"routes\": " << routes_compiled << ", \"yaml_bytes\": " << yaml.size()
              << ", \"read_and_compile_ms\": " << median(compile_times) << ",\n \"message_bytes\": " << bytes.size()
              << ", \"parse_us\": " << median(parse_times) << ", \"route_us\": " << median(route_times) << "}\n";
}
