// How long a body of samples/fhir takes, on one thread: microseconds of the best of many rounds, since other programs
// share the machine. Run it in the project's folder. Prints JSON.
#include "config/load.hpp"
#include "parsers/hl7/message.hpp"
#include "routes/program.hpp"
#include "routes/route.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <limits>
#include <string>

namespace {

using namespace vagus;

hl7::message message_of(const char* file) {
    std::ifstream in{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    std::ranges::replace(text, '\n', '\r');
    auto read = hl7::message::parse(std::move(text));
    if (!read) std::abort();
    return std::move(*read);
}

void measure(const routes::program& rules, const char* body, const char* file, bool last) {
    const auto message = message_of(file);
    auto least = std::numeric_limits<double>::max();
    std::size_t bytes = 0;
    for (int round = 0; round < 2000; ++round) {
        const auto start = std::chrono::steady_clock::now();
        const auto made = rules.make_body(body, message, {"in", 0});
        const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
        if (!made) std::abort();
        bytes = made->size();
        least = std::min(least, took.count());
    }
    std::cout << "  {\"body\": \"" << body << "\", \"segments\": " << message.segments().size()
              << ", \"bytes\": " << bytes << ", \"us\": " << least << "}" << (last ? "\n" : ",\n");
}

} // namespace

int main() {
    auto files = config::load("samples/fhir");
    std::erase_if(files.root.entries, [](const config::node::entry& each) {
        return each.key != "bodies" && each.key != "tables" && each.key != "aliases";
    });
    routes::rules written;
    config::reading context{files.found};
    (void)routes::rules_fields().read(files.root, context, written);
    const auto rules = routes::program::compile(written, {}, {}, files.files, files.found);
    if (!rules) std::abort();
    std::cout << "[\n";
    measure(*rules, "admission", "samples/fhir/messages/adt_a01.hl7", false);
    measure(*rules, "lab_report", "samples/fhir/messages/oru_r01_types.hl7", false);
    measure(*rules, "hl7_json", "samples/fhir/messages/oru_r01_types.hl7", true);
    std::cout << "]\n";
}
