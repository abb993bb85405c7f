// How fast messages are read on one core: their table of segments, the fields that a typical route touches, and
// everything in them. Usage: bench_parse [--seconds S] FILE ... Prints JSON. Time is the thread's own, so that other
// programs on the machine count little; the figure is that of the best round, with the median beside it, which shows
// how much they counted.
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/leaves.hpp"
#include "parsers/hl7/message.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace vagus;

double thread_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

std::uint64_t table(const hl7::message& read) {
    return read.segments().size();
}

// What routing, an ordering key, a filter and a table of codes look at.
std::uint64_t typical(const hl7::message& read) {
    const auto& marks = read.marks();
    const auto document = read.read();
    std::uint64_t seen = 0;
    for (std::size_t n : {3U, 4U, 5U, 6U, 9U, 10U, 11U, 12U, 18U}) seen += document.field("MSH", n).size();
    seen += hl7::part(document.field("MSH", 9), marks.component, 2).size();
    const auto identifiers = document.field("PID", 3);
    for (std::size_t n = 1; n <= hl7::parts(identifiers, marks.repetition); ++n)
        seen += hl7::part(hl7::part(identifiers, marks.repetition, n), marks.component, 5).size();
    for (std::size_t n : {5U, 7U, 8U}) seen += document.field("PID", n).size();
    for (std::size_t n : {2U, 3U, 19U}) seen += document.field("PV1", n).size();
    for (const auto& one : read.segments())
        if (one.is("OBX")) seen += hl7::part(one.field(3), marks.component, 1).size() + one.field(5).size();
    return seen;
}

// Every value as a person would read it.
std::uint64_t everything(const hl7::message& read) {
    const auto& marks = read.marks();
    std::uint64_t seen = 0;
    hl7::each_leaf(read, [&](const hl7::leaf& leaf) {
        seen += leaf.escaped ? hl7::unescape(leaf.raw, marks).size() : leaf.raw.size();
    });
    return seen;
}

void insist(bool good) {
    if (!good) std::abort();
}

struct rounds {
    double best = 0; // seconds
    double median = 0;
    std::size_t count = 0;
    std::uint64_t seen = 0; // in one
};

// Each message is parsed anew in every round, from memory.
template <class Look> rounds time_of(std::vector<std::string>& messages, double seconds, Look look) {
    rounds all;
    std::vector<double> took;
    for (double spent = 0; spent < seconds; spent += took.back()) {
        all.seen = 0;
        const auto began = thread_seconds();
        for (auto& bytes : messages) {
            auto read = hl7::message::parse(std::move(bytes));
            insist(read.has_value());
            all.seen += look(*read);
            bytes = std::move(*read).release();
        }
        took.push_back(thread_seconds() - began);
    }
    std::ranges::sort(took);
    all.best = took.front();
    all.median = took[took.size() / 2];
    all.count = took.size();
    return all;
}

} // namespace

int main(int argc, char** argv) {
    double seconds = 2;
    std::vector<std::string> messages;
    std::size_t bytes = 0;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--seconds") == 0 && i + 1 < argc) {
            seconds = std::strtod(argv[++i], nullptr);
            continue;
        }
        std::ifstream file{argv[i], std::ios::binary};
        std::string text{std::istreambuf_iterator<char>{file}, {}};
        if (!hl7::message::parse(text)) continue;
        bytes += text.size();
        messages.push_back(std::move(text));
    }
    if (messages.empty()) {
        std::cerr << "bench_parse: no messages; usage: bench_parse [--seconds S] FILE ...\n";
        return 2;
    }
    std::cout << "{\"messages\": " << messages.size() << ", \"bytes\": " << bytes;
    const auto measure = [&](const char* name, auto look) {
        const auto all = time_of(messages, seconds, look);
        const auto gb = static_cast<double>(bytes) / 1e9;
        std::cout << ", \"" << name << "\": {\"gb_per_s\": " << gb / all.best
                  << ", \"gb_per_s_median\": " << gb / all.median
                  << ", \"messages_per_s\": " << static_cast<double>(messages.size()) / all.best
                  << ", \"rounds\": " << all.count << ", \"seen\": " << all.seen << "}";
    };
    measure("segment_table", table);
    measure("typical_route", typical);
    measure("everything", everything);
    std::cout << "}\n";
}
