#include "parsers/zones/zone.hpp"

#include <unicode/basictz.h>
#include <unicode/timezone.h>

namespace vagus::zones {
namespace {

using namespace std::chrono;

UDate milliseconds_of(seconds since_1970) {
    return static_cast<UDate>(since_1970.count()) * 1000.0;
}

class icu_zone final : public zone {
  public:
    explicit icu_zone(std::unique_ptr<const icu::BasicTimeZone> from)
        : from_{std::move(from)} {}

    minutes ahead_at(sys_seconds when) const override {
        std::int32_t standard = 0;
        std::int32_t summer = 0;
        auto status = U_ZERO_ERROR;
        from_->getOffset(milliseconds_of(when.time_since_epoch()), false, standard, summer, status);
        return whole(standard, summer);
    }
    minutes ahead_at(local_seconds shown) const override {
        std::int32_t standard = 0;
        std::int32_t summer = 0;
        auto status = U_ZERO_ERROR;
        from_->getOffsetFromLocal(milliseconds_of(shown.time_since_epoch()), UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER,
                                  standard, summer, status);
        return whole(standard, summer);
    }

  private:
    // Before there were zones, clocks went by the sun to the second; HL7 writes minutes.
    static minutes whole(std::int32_t standard, std::int32_t summer) {
        return floor<minutes>(milliseconds{standard + summer});
    }
    std::unique_ptr<const icu::BasicTimeZone> from_;
};

} // namespace

std::shared_ptr<const zone> zone::named(std::string_view name) {
    const auto id = icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())});
    std::unique_ptr<const icu::TimeZone> made{icu::TimeZone::createTimeZone(id)};
    const auto* basic = dynamic_cast<const icu::BasicTimeZone*>(made.get());
    if (basic == nullptr || *made == icu::TimeZone::getUnknown()) return nullptr;
    (void)made.release();
    return std::make_shared<const icu_zone>(std::unique_ptr<const icu::BasicTimeZone>{basic});
}

} // namespace vagus::zones
