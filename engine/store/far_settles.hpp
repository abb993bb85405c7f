// Deliveries that are settled together with messages of a later segment: an answer that enters as a message, when what
// it answers lies in a sealed segment by now. No transaction spans two files. The live one is committed first, with the
// messages and a word that the delivery is settled; where a crash keeps that from the other file, start-up does it.
// Thread rule: the writer thread (recovery before it runs).
#pragma once

#include "engine/store/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::store {

// Of these the table `position` has, under the number of the output: "settled 2/17", and how.
inline constexpr std::string_view settled_source = "settled ";
[[nodiscard]] std::string settled_word(delivery_ref at);
[[nodiscard]] std::string to_text(const attempt& how);
// Nothing when it is no such word.
[[nodiscard]] std::optional<attempt> read_settled(std::string_view source, std::string_view value);

struct far_settle {
    std::uint32_t said_in = 0; // segment
    std::uint32_t output = 0;
    attempt how;
};

// Words that are there and need not be any more: taken back in the first transaction after the one that made both files
// agree.
class far_settles {
  public:
    struct word {
        std::uint32_t said_in = 0; // segment
        std::uint32_t output = 0;
        delivery_ref at;
    };
    void said(word what) { said_.push_back(what); }
    // To be taken back in this transaction.
    [[nodiscard]] std::vector<word> take_back();
    void committed();
    // `live`: that segment was rolled back; the words in it never were.
    void roll_back(bool live);

  private:
    std::vector<word> said_;  // in the open transaction
    std::vector<word> old_;   // durable
    std::vector<word> taken_; // back, in the open transaction
};

} // namespace vagus::store
