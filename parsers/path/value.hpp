// Text read from a message: a view where nothing had to be unescaped, a string of its own otherwise.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace vagus::path {

// A view into the document it was read from: valid until that document is edited.
class value {
  public:
    value() = default;
    explicit value(std::string_view borrowed)
        : borrowed_{borrowed} {}
    explicit value(std::string owned)
        : own_{std::move(owned)}
        , owning_{true} {}

    [[nodiscard]] std::string_view view() const { return owning_ ? std::string_view{own_} : borrowed_; }
    [[nodiscard]] bool empty() const { return view().empty(); }
    [[nodiscard]] std::string take() && { return owning_ ? std::move(own_) : std::string{borrowed_}; }

  private:
    std::string_view borrowed_;
    std::string own_;
    bool owning_ = false;
};

} // namespace vagus::path
