#include "engine/intake/fresh_id.hpp"

#include <random>
#include <string_view>

namespace vagus::intake {

std::string fresh_control_id() {
    constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    constexpr int words = 4;
    constexpr int letters_a_word = 5; // 25 of its 32 bits
    thread_local std::random_device chance;
    std::string id;
    for (int word = 0; word < words; ++word) {
        auto bits = chance();
        for (int i = 0; i < letters_a_word; ++i, bits >>= 5U) id += letters[bits % letters.size()];
    }
    return id;
}

} // namespace vagus::intake
