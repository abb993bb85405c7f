#include "drive/messages.hpp"

#include "frames.hpp"

#include <charconv>
#include <cstdio>

namespace road {
namespace {

constexpr std::string_view control_place = "R000000000";
constexpr std::string_view patient_place = "P000000";
constexpr std::size_t adt_bytes = 1024;
constexpr std::size_t oru_bytes = 1741; // 1.7 KB

constexpr std::string_view adt_header =
    "MSH|^~\\&|PAS|NORTH|VAGUS|NORTH|20260301090242||ADT^A08^ADT_A01|R000000000|P|2.5\r";
constexpr std::string_view adt_body =
    "EVN|A08|20260301090242|||CLERK^BENCH\r"
    "PID|1||P000000^^^NORTH^MR||BENCH^SYNTHETIC^A||19700101|F|||1 TEST STREET^^TESTTOWN^^1010^AT||0100000000\r"
    "PV1|1|I|W1^12^2^NORTH||||0001^DOCTOR^BENCH|||MED||||1|||||V000001|||||||||||||||||||||||||20260228\r"
    "PV2||||||||20260303|3||BENCH ADMISSION\r"
    "NK1|1|BENCH^CONTACT|SPO|2 TEST STREET^^TESTTOWN^^1010^AT|0100000001\r"
    "AL1|1|DA|1234^SYNTHETIC ALLERGEN^L|MO|RASH\r"
    "DG1|1||A00.0^SYNTHETIC DIAGNOSIS^I10||20260228|A\r";
constexpr std::string_view oru_header =
    "MSH|^~\\&|LIS|NORTH|VAGUS|NORTH|20260301090242||ORU^R01^ORU_R01|R000000000|P|2.5\r";
constexpr std::string_view oru_body = "PID|1||P000000^^^NORTH^MR||BENCH^SYNTHETIC^A||19700101|F\r"
                                      "PV1|1|O|LAB^^^NORTH||||0001^DOCTOR^BENCH\r"
                                      "ORC|RE|ORD0001|FIL0001||CM||||20260301080000\r"
                                      "OBR|1|ORD0001|FIL0001|CHEM^SYNTHETIC "
                                      "PANEL^L|||20260301080000|||||||||0001^DOCTOR^BENCH||||||20260301090000||LAB|F\r"
                                      "OBX|1|NM|2160-0^CREATININE^LN||1.02|mg/dL|0.60-1.30|N|||F|||20260301083000\r"
                                      "OBX|2|NM|2345-7^GLUCOSE^LN||96|mg/dL|70-110|N|||F|||20260301083000\r"
                                      "OBX|3|NM|2823-3^POTASSIUM^LN||4.1|mmol/L|3.5-5.1|N|||F|||20260301083000\r"
                                      "OBX|4|NM|2951-2^SODIUM^LN||139|mmol/L|136-145|N|||F|||20260301083000\r"
                                      "OBX|5|NM|2075-0^CHLORIDE^LN||102|mmol/L|98-107|N|||F|||20260301083000\r"
                                      "OBX|6|NM|1742-6^ALT^LN||22|U/L|0-45|N|||F|||20260301083000\r"
                                      "OBX|7|NM|1920-8^AST^LN||25|U/L|0-40|N|||F|||20260301083000\r"
                                      "OBX|8|NM|718-7^HEMOGLOBIN^LN||13.9|g/dL|12.0-16.0|N|||F|||20260301083000\r"
                                      "OBX|9|NM|6690-2^LEUKOCYTES^LN||6.4|10*3/uL|4.0-10.0|N|||F|||20260301083000\r"
                                      "OBX|10|NM|777-3^PLATELETS^LN||240|10*3/uL|150-400|N|||F|||20260301083000\r";

void write_digits(std::string& into, std::size_t at, std::size_t digits, std::uint32_t value) {
    for (auto place = at + digits; place-- > at; value /= 10) into[place] = static_cast<char>('0' + value % 10);
}

} // namespace

std::optional<mix> mix_of(std::string_view name) {
    if (name == "adt") return mix::adt;
    if (name == "oru") return mix::oru;
    if (name == "both") return mix::both;
    return std::nullopt;
}

messages::messages(mix kinds)
    : kinds_{kinds}
    , adt_{make(adt_header, adt_body, adt_bytes)}
    , oru_{make(oru_header, oru_body, oru_bytes)} {}

// A note fills the message up to its size.
messages::blank messages::make(std::string_view header, std::string_view body, std::size_t size) {
    std::string bytes{start_block};
    bytes.append(header).append(body).append("NTE|1||");
    if (bytes.size() < size) bytes.append(size - bytes.size(), 'N');
    bytes.append("\r").append(frame_end);
    return {bytes, bytes.find(control_place) + 1, bytes.find(patient_place) + 1};
}

bool messages::is_oru(std::uint32_t number) const {
    return kinds_ == mix::oru || (kinds_ == mix::both && number % 2 == 1);
}

const std::string& messages::frame(std::uint32_t number, std::uint32_t patient) {
    auto& form = is_oru(number) ? oru_ : adt_;
    write_digits(form.bytes, form.control, control_place.size() - 1, number);
    write_digits(form.bytes, form.patient, patient_place.size() - 1, patient);
    return form.bytes;
}

std::size_t messages::frame_bytes(std::uint32_t number) const {
    return (is_oru(number) ? oru_ : adt_).bytes.size();
}

std::string control_of(std::uint32_t number) {
    std::string control{control_place};
    write_digits(control, 1, control_place.size() - 1, number);
    return control;
}

std::optional<std::uint32_t> number_of(std::string_view control) {
    if (control.size() != control_place.size() || control.front() != 'R') return std::nullopt;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(control.data() + 1, control.data() + control.size(), number);
    if (error != std::errc{} || end != control.data() + control.size()) return std::nullopt;
    return number;
}

} // namespace road
