// What holding messages against HL7 costs, and what it finds. Given a file with one message: microseconds of the best
// of many rounds on one thread. Given a folder of such files (.hl7): how many have no deviation, and how many messages
// deviate from each rule, and why. No value of a message is printed.
#include "parsers/hl7/conformance.hpp"
#include "parsers/hl7/message.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <string>

namespace {

using namespace vagus;
namespace fs = std::filesystem;

std::string read(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

int time_one(const fs::path& file) {
    const auto message = hl7::message::parse(read(file));
    if (!message) return std::cerr << to_text(message.error()) << '\n', 1;
    auto least = std::numeric_limits<double>::max();
    std::size_t deviations = 0;
    for (int round = 0; round < 5000; ++round) {
        const auto fresh = hl7::message::parse(std::string{message->bytes()}); // its fields are not found yet
        const auto start = std::chrono::steady_clock::now();
        hl7::deviations found;
        check_conformance(fresh->read(), found);
        const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
        deviations = found.count();
        least = std::min(least, took.count());
    }
    std::cout << "{\"bytes\": " << message->bytes().size() << ", \"segments\": " << message->segments().size()
              << ", \"deviations\": " << deviations << ", \"us\": " << least << "}\n";
    return 0;
}

// The words behind the place: the same for all messages.
std::string reason(hl7::rule from, const hl7::fault& what) {
    const auto colon = what.words.find(": ");
    auto words = colon == std::string::npos ? what.words : what.words.substr(colon + 2);
    auto segment = what.at.segment;
    if (what.at.field > 0) segment += "-" + std::to_string(what.at.field);
    return std::string{to_text(from)} + "\t" + segment + "\t" + words;
}

int count_all(const fs::path& folder) {
    std::size_t messages = 0;
    std::size_t clean = 0;
    std::size_t clean_but_for_lengths = 0;
    std::map<std::string, std::size_t> rules;
    std::map<std::string, std::size_t> reasons;
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        if (entry.path().extension() != ".hl7") continue;
        const auto message = hl7::message::parse(read(entry.path()));
        if (!message) continue;
        ++messages;
        hl7::deviations found;
        check_conformance(message->read(), found);
        if (found.count() == 0) ++clean;
        if (found.count() == found.count(hl7::rule::length)) ++clean_but_for_lengths;
        std::set<std::string> here;
        for (const auto one : hl7::every_rule) {
            if (found.count(one) > 0) ++rules[std::string{to_text(one)}];
            for (const auto& each : found.from(one)) here.insert(reason(one, each));
        }
        for (const auto& each : here) ++reasons[each];
    }
    std::cout << messages << " messages, " << clean << " without a deviation, " << clean_but_for_lengths
              << " with none but lengths\n";
    for (const auto& [rule, count] : rules) std::cout << count << "\t" << rule << '\n';
    for (const auto& [why, count] : reasons) std::cout << count << "\t" << why << '\n';
    return 0;
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2) return std::cerr << "usage: bench_conformance FILE|FOLDER\n", 2;
    const fs::path what{arguments[1]};
    return fs::is_directory(what) ? count_all(what) : time_one(what);
}
