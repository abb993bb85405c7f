#include "parsers/expr/decimal.hpp"

#include "parsers/expr/numbers.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <utility>

namespace vagus::expr {
namespace {

// Room for everything below: 38 digits, raised by twice as many places and 20.
using whole = boost::multiprecision::int512_t;

struct decimal {
    whole digits;
    std::size_t places = 0; // behind the point
};
template <class T> using made = result<T, std::string_view>;

constexpr std::string_view no_number = "not a number";
constexpr std::string_view too_long = "more than 38 digits";

whole power_of_ten(std::size_t n) {
    return boost::multiprecision::pow(whole{10}, static_cast<unsigned>(n));
}

std::size_t length_of(const whole& digits) {
    return digits == 0 ? 0 : abs(digits).str().size();
}

made<decimal> read(std::string_view written) {
    const auto plain = plain_number(written);
    if (!plain) return fail(no_number);
    auto digits = *plain;
    const bool negative = digits.starts_with('-');
    if (negative) digits.erase(0, 1);
    const auto point = digits.find('.');
    const auto places = point == std::string::npos ? 0 : digits.size() - point - 1;
    if (point != std::string::npos) digits.erase(point, 1);
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size())); // a leading 0 would make it octal
    if (digits.size() > decimal_digits || places > decimal_digits) return fail(too_long);
    const auto value = digits.empty() ? whole{0} : whole{digits};
    return decimal{negative ? whole{-value} : value, places};
}

// Half goes away from zero.
whole divided(const whole& by, const whole& what) {
    const whole rest = abs(whole{what % by}) * 2;
    whole quotient = what / by;
    if (rest >= abs(by)) quotient += (what < 0) == (by < 0) ? 1 : -1;
    return quotient;
}

void shorten(decimal& number, std::size_t places) {
    if (number.places <= places) return;
    number.digits = divided(power_of_ten(number.places - places), number.digits);
    number.places = places;
}

made<std::string> written(const decimal& number) {
    if (length_of(number.digits) > decimal_digits || number.places > decimal_digits) return fail(too_long);
    auto out = abs(number.digits).str();
    if (out.size() <= number.places) out.insert(0, number.places + 1 - out.size(), '0');
    if (number.places > 0) out.insert(out.size() - number.places, 1, '.');
    return number.digits < 0 ? "-" + out : out;
}

// Both with the same places.
void align(decimal& left, decimal& right) {
    const auto places = std::max(left.places, right.places);
    for (auto* each : {&left, &right}) {
        each->digits *= power_of_ten(places - each->places);
        each->places = places;
    }
}

made<decimal> quotient(const decimal& of, const decimal& by) {
    if (by.digits == 0) return fail(std::string_view{"divided by zero"});
    decimal out{divided(by.digits * power_of_ten(of.places), of.digits * power_of_ten(quotient_places + by.places)),
                quotient_places};
    if (const auto length = length_of(out.digits); length > decimal_digits)
        shorten(out, out.places - std::min(out.places, length - decimal_digits));
    while (out.places > 0 && out.digits % 10 == 0) {
        out.digits /= 10;
        --out.places;
    }
    return out;
}

made<decimal> calculated(operation does, decimal left, decimal right) {
    switch (does) {
    case operation::add: align(left, right); return decimal{left.digits + right.digits, left.places};
    case operation::subtract: align(left, right); return decimal{left.digits - right.digits, left.places};
    case operation::multiply: return decimal{left.digits * right.digits, left.places + right.places};
    case operation::divide: return quotient(left, right);
    }
    std::unreachable();
}

} // namespace

made<std::string> calculated(operation does, std::string_view left, std::string_view right) {
    auto one = read(left);
    auto other = read(right);
    if (!one || !other) return fail(one ? other.error() : one.error());
    const auto out = calculated(does, std::move(*one), std::move(*other));
    return out ? written(*out) : made<std::string>{fail(out.error())};
}

made<std::strong_ordering> compared(std::string_view left, std::string_view right) {
    auto one = read(left);
    auto other = read(right);
    if (!one || !other) return fail(one ? other.error() : one.error());
    align(*one, *other);
    return one->digits.compare(other->digits) <=> 0;
}

made<std::string> rounded(std::string_view number, std::size_t places) {
    auto read_as = read(number);
    if (!read_as) return fail(read_as.error());
    shorten(*read_as, places);
    return written(*read_as);
}

} // namespace vagus::expr
