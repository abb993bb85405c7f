// How fast bytes become frames and frames become messages with a full index of segments and fields, on one thread.
// The best of many short rounds, since other programs share the machine. Usage: bench_parse [FILE ...]. Prints JSON.
#include "parsers/hl7/message.hpp"
#include "parsers/mllp/decoder.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <variant>

namespace {

using namespace vagus;

// A laboratory result of about 1.7 KB with 18 OBX, of our own making.
std::string oru() {
    std::string text =
        "MSH|^~\\&|LAB|MAIN|HIS|WARD|20240501120000||ORU^R01^ORU_R01|4711|P|2.5.1\r"
        "PID|1||100200^^^MPI^MR||Doe^Jane^A||19700101|F|||1 Main St^^Town^ST^12345||555-0100\r"
        "PV1|1|I|W1^101^1||||1234^Doctor^Ann|||MED||||||||I|V1001\r"
        "OBR|1|P1|F1|24331-1^Lipid panel^LN|||20240501113000|||||||||1234^Doctor^Ann||||||20240501115900|||F\r";
    for (int n = 1; n <= 18; ++n)
        text += "OBX|" + std::to_string(n) + "|NM|2093-3^Cholesterol^LN||" + std::to_string(100 + n) +
                "|mg/dL^^UCUM|0-200|N|||F|||20240501\r";
    return text;
}

std::string with_document(std::size_t size) {
    return "MSH|^~\\&|DOC|MAIN|HIS|WARD|20240501||MDM^T02^MDM_T02|4712|P|2.5.1\rOBX|1|ED|PDF^Report||^application^pdf^"
           "Base64^" +
           std::string(size, 'Q') + "||||||F\r";
}

// Seconds of one call, at best.
template <class Work> double best(std::size_t repeats, Work work) {
    auto least = std::numeric_limits<double>::max();
    for (int round = 0; round < 500; ++round) {
        const auto start = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < repeats; ++i) work();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        least = std::min(least, took.count() / static_cast<double>(repeats));
    }
    return least;
}

void insist(bool good) {
    if (!good) std::abort();
}

void measure(const std::string& name, std::string bytes, bool last) {
    const auto size = bytes.size();
    const auto repeats = std::max<std::size_t>(200'000 / size, 1);
    std::size_t fields = 0;
    const auto parse = best(repeats, [&] {
        auto read = hl7::message::parse(std::move(bytes));
        insist(read.has_value());
        fields = 0;
        for (const auto& one : read->segments()) fields += one.fields();
        bytes = std::move(*read).release();
    });
    const auto wire = mllp::encode(bytes);
    mllp::decoder frames{{.message = size, .stray = 1}};
    const auto decode = best(repeats, [&] {
        for (std::size_t at = 0; at < wire.size(); at += 65536) {
            const auto piece = std::min<std::size_t>(65536, wire.size() - at);
            std::memcpy(frames.prepare(piece).data(), wire.data() + at, piece);
            frames.commit(piece);
            auto event = frames.next();
            insist(event.has_value() == (at + piece == wire.size()));
        }
        insist(!frames.next());
    });
    const auto gigabytes = static_cast<double>(size) / 1e9;
    std::cout << "  {\"message\": \"" << name << "\", \"bytes\": " << size << ", \"fields\": " << fields
              << ", \"parse_us\": " << parse * 1e6 << ", \"parse_gb_per_s\": " << gigabytes / parse
              << ", \"frame_us\": " << decode * 1e6 << ", \"frame_gb_per_s\": " << gigabytes / decode << "}"
              << (last ? "\n" : ",\n");
}

} // namespace

int main(int argc, char** argv) {
    std::cout << "[\n";
    measure("ORU 1.7 KB", oru(), false);
    for (int i = 1; i < argc; ++i) {
        std::ifstream file{argv[i], std::ios::binary};
        measure(argv[i], {std::istreambuf_iterator<char>{file}, {}}, false);
    }
    measure("MDM with a document of 8 MiB", with_document(8U << 20U), true);
    std::cout << "]\n";
}
