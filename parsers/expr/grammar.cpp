// The grammar of expressions and of the paths in them, as Spirit X3 rules. They call each other: a path may hold a
// predicate, which is an expression over paths. There is no skipper: blanks mean something in a path, so a token eats
// the blanks behind it.
#include "parsers/expr/grammar.hpp"

#include "base/limits.hpp"
#include "parsers/expr/decimal.hpp"
#include "parsers/expr/functions.hpp"
#include "parsers/expr/nesting.hpp"

#include <boost/spirit/home/x3.hpp>
#include <re2/re2.h>

#include <utility>

namespace vagus::expr::grammar {
namespace {

namespace x3 = boost::spirit::x3;
using building = std::shared_ptr<node>;

// placed[...] around a rule's definition: what the rule made learns where it began. A node that passes through several
// rules keeps its innermost place. (X3's on_success does not see the attribute of a rule that has actions.)
struct origin;
void mark(const building& made, std::size_t offset) {
    if (made->offset == node::unset) made->offset = offset;
}
void mark(path::path& made, std::size_t offset) {
    made.offset = offset;
}

template <class Subject> struct placed_directive : x3::unary_parser<Subject, placed_directive<Subject>> {
    using base = x3::unary_parser<Subject, placed_directive<Subject>>;
    static constexpr bool is_pass_through_unary = true;
    static constexpr bool handles_container = Subject::handles_container;

    explicit constexpr placed_directive(const Subject& inner)
        : base{inner} {}

    template <class Iterator, class Context, class Made, class Attribute>
    bool parse(Iterator& first, const Iterator& last, const Context& context, Made& made, Attribute& attribute) const {
        auto begin = first;
        if (!this->subject.parse(first, last, context, made, attribute)) return false;
        mark(made, static_cast<std::size_t>(begin - x3::get<origin>(context)));
        return true;
    }
};
struct placed_maker {
    template <class Subject> constexpr auto operator[](const Subject& subject) const {
        return placed_directive<typename x3::extension::as_parser<Subject>::value_type>{x3::as_parser(subject)};
    }
};
constexpr placed_maker placed{};

// Names are what an error says was expected.
const x3::rule<class expression_id, building> expression_rule = "a value or a condition";
const x3::rule<class disjunction_id, building> disjunction = "a value or a condition";
const x3::rule<class conjunction_id, building> conjunction = "a value or a condition";
const x3::rule<class inversion_id, building> inversion = "a value or a condition";
const x3::rule<class comparison_id, building> comparison = "a value or a condition";
const x3::rule<class sum_id, building> sum = "a path, a 'text' or a number";
const x3::rule<class product_id, building> product = "a path, a 'text' or a number";
const x3::rule<class value_id, building> value = "a path, a 'text' or a number";
const x3::rule<class path_id, path::path> path_rule = "a path such as PID-3.1";
const x3::rule<class loop_id, path::path> loop_rule = "a segment, a field or a group";
const x3::rule<class step_id, path::group_step> step = "a group";
const x3::rule<class group_id, path::group_step> group = "a group";
const x3::rule<class inside_id, path::path> inside = "a segment such as OBX-5, or a group and a /";
const x3::rule<class list_id, std::vector<ref>> list = "a list such as ['A', 'B'] or a path with [*]";
const x3::rule<class bracketed_list_id, std::vector<ref>> bracketed_list = "a list such as ['A', 'B']";
const x3::rule<class regex_id, building> regex = "a regular expression in single quotes";
const x3::rule<class quoted_id, std::string> quoted = "a 'text'";
const x3::rule<class closing_quote_id> closing_quote = "the closing '";
const x3::rule<class selector_id, path::selector> selector = "a number, last, *, new or a condition";
const x3::rule<class field_id, std::uint32_t> field_number = "a field number";
const x3::rule<class component_id, std::uint32_t> component_number = "a component number";
const x3::rule<class subcomponent_id, std::uint32_t> subcomponent_number = "a subcomponent number";
const x3::rule<class name_id, std::string> part_name = "a name";
const x3::rule<class alias_id, std::string> alias_name = "the name of an alias";
const x3::rule<class bracket_id> closing_bracket = "]";
const x3::rule<class parenthesis_id> closing_parenthesis = ")";
const x3::rule<class end_id> end = "an operator (== != < > in matches + - * / and or else) or the end";
const x3::rule<class path_end_id> path_end = "the end of the path";

// Tokens.
const auto blanks = x3::omit[*x3::char_(" \t\r\n")];
const auto word_end = !x3::char_("A-Za-z0-9_");
auto word(const char* written) {
    return x3::lit(written) >> word_end >> blanks;
}
auto sign(const char* written) {
    return x3::lit(written) >> blanks;
}

// Actions: what becomes of what was read.
template <class T> building make(T what) {
    return std::make_shared<node>(node{std::move(what), node::unset});
}

// `a and b and c` is one node with three children.
template <class T>
const auto joined = [](auto& context) {
    building& left = x3::_val(context);
    if (auto* same = std::get_if<T>(&left->what); same && left->offset == node::unset) {
        same->of.push_back(x3::_attr(context));
        return;
    }
    auto both = make(T{{left, x3::_attr(context)}});
    left = both;
};
const auto taken = [](auto& context) { x3::_val(context) = std::move(x3::_attr(context)); };

const auto negated = [](auto& context) {
    building& held = x3::_val(context);
    held = held ? nullptr : make(negation{});
};
const auto negation_of = [](auto& context) {
    building& held = x3::_val(context);
    if (held)
        held = make(negation{x3::_attr(context)});
    else
        held = x3::_attr(context);
};

template <bool Negated>
const auto compared = [](auto& context) {
    building& left = x3::_val(context);
    const building& right = x3::_attr(context);
    const auto as = kind_of(*left);
    left = make(equals{left, right, Negated, as == kind_of(*right) ? as : kind::value});
};
template <order::is Wanted>
const auto ordered = [](auto& context) {
    building& left = x3::_val(context);
    const building& right = x3::_attr(context);
    const auto as = kind_of(*left);
    left = make(order{Wanted, left, right, as == kind_of(*right) && has_order(as) ? as : kind::value});
};
template <operation Does>
const auto calculated = [](auto& context) {
    building& left = x3::_val(context);
    const building& right = x3::_attr(context);
    const auto gives = kind_of(Does, kind_of(*left), kind_of(*right));
    const auto offset = left->offset;
    left = make(arithmetic{Does, left, right, gives.value_or(kind::value)});
    left->offset = offset;
};
template <bool Negated>
const auto listed = [](auto& context) {
    building& item = x3::_val(context);
    item = make(member{item, std::move(x3::_attr(context)), Negated});
};
const auto matched = [](auto& context) {
    building& subject = x3::_val(context);
    const building& written = x3::_attr(context);
    const auto& pattern = std::get<text>(written->what).value;
    RE2::Options options;
    options.set_log_errors(false);
    subject = make(matches{subject, pattern, written->offset, std::make_shared<const RE2>(pattern, options)});
};

const auto text_value = [](auto& context) { x3::_val(context) = make(text{std::move(x3::_attr(context))}); };
const auto number_value = [](auto& context) {
    const auto& digits = x3::_attr(context);
    x3::_val(context) = make(number{std::string(digits.begin(), digits.end())});
};
// One unit's seconds.
template <unsigned Seconds>
const auto duration_value = [](auto& context) {
    const auto& read = x3::_attr(context);
    std::string written(read.begin(), read.end());
    auto seconds = expr::calculated(operation::multiply, written.substr(0, written.find_first_not_of("0123456789")),
                                    std::to_string(Seconds));
    x3::_pass(context) = seconds.has_value();
    if (seconds) x3::_val(context) = make(duration{std::move(written), std::move(*seconds)});
};
const auto path_value = [](auto& context) { x3::_val(context) = make(element{std::move(x3::_attr(context))}); };
template <bool Value> const auto truth_value = [](auto& context) { x3::_val(context) = make(truth{Value}); };
const auto null_value = [](auto& context) { x3::_val(context) = make(null{}); };

const auto named_call = [](auto& context) {
    const auto& name = x3::_attr(context);
    const std::string written(name.begin(), name.end());
    x3::_val(context) = make(call{written, {}, function_named(written)});
};
const auto argument = [](auto& context) {
    std::get<call>(x3::_val(context)->what).arguments.push_back(std::move(x3::_attr(context)));
};
// exists(PATH) and is_null(PATH) take the path itself, not its value.
const auto finished_call = [](auto& context) {
    building& made = x3::_val(context);
    auto& written = std::get<call>(made->what);
    make_ready(written);
    if (written.arguments.size() != 1) return;
    const auto* only = std::get_if<element>(&written.arguments.front()->what);
    if (!only) return;
    if (written.name == "exists")
        made = make(exists{only->what});
    else if (written.name == "is_null")
        made = make(is_null{only->what});
};
const auto list_value = [](auto& context) { x3::_val(context) = make(several{std::move(x3::_attr(context))}); };
const auto into_list = [](auto& context) { x3::_val(context).push_back(std::move(x3::_attr(context))); };
const auto path_into_list = [](auto& context) {
    auto only = make(element{std::move(x3::_attr(context))});
    only->offset = std::get<element>(only->what).what.offset;
    x3::_val(context).push_back(std::move(only));
};

const auto segment_id = [](auto& context) {
    const auto& id = x3::_attr(context);
    x3::_val(context).segment.assign(id.begin(), id.end());
};
const auto rooted = [](auto& context) { x3::_val(context).from_root = true; };
const auto upwards = [](auto& context) { x3::_pass(context) = ++x3::_val(context).up <= path::highest_up; };
const auto through = [](auto& context) { x3::_val(context).groups.push_back(std::move(x3::_attr(context))); };
const auto group_name = [](auto& context) {
    const auto& name = x3::_attr(context);
    x3::_val(context).name.assign(name.begin(), name.end());
};
const auto group_occurrence = [](auto& context) { x3::_val(context).occurrence = std::move(x3::_attr(context)); };
const auto alias_of = [](auto& context) { x3::_val(context).alias = std::move(x3::_attr(context)); };
const auto occurrence_of = [](auto& context) { x3::_val(context).occurrence = std::move(x3::_attr(context)); };
const auto repetition_of = [](auto& context) { x3::_val(context).repetition = std::move(x3::_attr(context)); };
const auto field_of = [](auto& context) { x3::_val(context).field = x3::_attr(context); };
const auto component_of = [](auto& context) { x3::_val(context).component = x3::_attr(context); };
const auto subcomponent_of = [](auto& context) { x3::_val(context).subcomponent = x3::_attr(context); };

// A part by name is number 0 until names are looked up.
template <std::string path::part_names::* Name, std::optional<std::uint32_t> path::path::* Number>
const auto named = [](auto& context) {
    path::path& made = x3::_val(context);
    auto names = made.names ? *made.names : path::part_names{};
    names.*Name = std::move(x3::_attr(context));
    made.names = std::make_shared<const path::part_names>(std::move(names));
    made.*Number = 0;
};
const auto field_named = named<&path::part_names::field, &path::path::field>;
const auto component_named = named<&path::part_names::component, &path::path::component>;
const auto subcomponent_named = named<&path::part_names::subcomponent, &path::path::subcomponent>;

const auto up_to = [](std::uint32_t most) {
    return [most](auto& context) {
        x3::_pass(context) = x3::_attr(context) >= 1 && x3::_attr(context) <= most;
        x3::_val(context) = x3::_attr(context);
    };
};
const auto numbered = [](auto& context) {
    x3::_pass(context) = x3::_attr(context) >= 1 && x3::_attr(context) <= path::highest_occurrence;
    x3::_val(context) = path::number{x3::_attr(context)};
};
template <class T> const auto selected = [](auto& context) { x3::_val(context) = T{}; };
const auto predicate = [](auto& context) { x3::_val(context) = path::where{x3::_attr(context)}; };

// Expressions, loosest first.
const auto expression_rule_def =
    placed[disjunction[taken] >> *(word("else") >> x3::expect[disjunction][joined<fallback>])];
const auto disjunction_def = placed[conjunction[taken] >> *(word("or") >> x3::expect[conjunction][joined<any_of>])];
const auto conjunction_def = placed[inversion[taken] >> *(word("and") >> x3::expect[inversion][joined<all_of>])];
const auto inversion_def = placed[*word("not")[negated] >> comparison[negation_of]];
const auto comparison_def =
    placed[sum[taken] >> -((sign("==") >> x3::expect[sum][compared<false>])                                           //
                           | (sign("!=") >> x3::expect[sum][compared<true>])                                          //
                           | (sign("<=") >> x3::expect[sum][ordered<order::is::at_most>])                             //
                           | (sign(">=") >> x3::expect[sum][ordered<order::is::at_least>])                            //
                           | ((x3::lit('<') >> !x3::lit('>') >> blanks) >> x3::expect[sum][ordered<order::is::less>]) //
                           | (sign(">") >> x3::expect[sum][ordered<order::is::more>])                                 //
                           | (word("in") >> x3::expect[list][listed<false>])                                          //
                           | ((word("not") >> word("in")) >> x3::expect[list][listed<true>])                          //
                           | (word("matches") >> x3::expect[regex][matched]))];

// `a -3` would be the field 3 of the segment at hand: a minus has a blank behind it.
const auto minus = x3::lit('-') >> &x3::char_(" \t\r\n") >> blanks;
const auto sum_def = placed[product[taken] >> *((sign("+") >> x3::expect[product][calculated<operation::add>]) //
                                                | (minus >> x3::expect[product][calculated<operation::subtract>]))];
const auto product_def = placed[value[taken] >> *((sign("*") >> x3::expect[value][calculated<operation::multiply>]) //
                                                  | (sign("/") >> x3::expect[value][calculated<operation::divide>]))];
template <unsigned Seconds> auto timed(const char* unit) {
    return x3::raw[+x3::digit >> unit][duration_value<Seconds>] >> word_end >> blanks;
}

const auto function_name = x3::raw[x3::char_("a-z") >> *x3::char_("a-z0-9_")];
const auto value_def =
    placed[(quoted[text_value] >> blanks)                                                      //
           | timed<1>("s") | timed<60>("min") | timed<3600>("h") | timed<86400>("d")           //
           | (x3::raw[+x3::digit >> -('.' >> +x3::digit)][number_value] >> word_end >> blanks) //
           | word("true")[truth_value<true>] | word("false")[truth_value<false>]               //
           | word("null")[null_value]                                                          //
           | (path_rule[path_value] >> blanks)                                                 //
           | bracketed_list[list_value]                                                        //
           | ((sign("(") >> x3::expect[expression_rule][taken]) > closing_parenthesis)         //
           | (((function_name >> &x3::lit('('))[named_call] >> sign("(")) >>
              ((-(expression_rule[argument] % sign(",")) > closing_parenthesis) >> x3::eps[finished_call]))];

const auto bracketed_list_def =
    (((sign("[") >> x3::expect[sum][into_list]) >> *(sign(",") >> x3::expect[sum][into_list])) > closing_bracket);
// Behind `in`: also a path, or what gives a list.
const auto list_def =
    bracketed_list[taken] | (path_rule[path_into_list] >> blanks) | (&x3::char_("a-z") >> value[into_list]);
const auto regex_def = placed[quoted[text_value] >> blanks];
const auto quoted_def = ('\'' >> *(("''" >> x3::attr('\'')) | (x3::char_ - '\''))) > closing_quote;
const auto closing_quote_def = x3::omit[x3::lit('\'')];
const auto closing_bracket_def = sign("]");
const auto closing_parenthesis_def = sign(")");
const auto end_def = x3::omit[x3::eoi];
const auto path_end_def = x3::omit[x3::eoi];

// Paths.
const auto upper_or_digit = x3::char_("A-Z0-9");
const auto id = x3::raw[x3::char_("A-Z") >> upper_or_digit >> upper_or_digit] >> word_end;
const auto bracketed = (('[' >> blanks) > selector) > x3::lit(']');
// Dash = number, dot = name; behind the field both are dots.
const auto subcomponent_part = x3::lit('.') >>
                               (part_name[subcomponent_named] | x3::expect[subcomponent_number][subcomponent_of]);
const auto component_part =
    (x3::lit('.') >> (part_name[component_named] | x3::expect[component_number][component_of])) >> -subcomponent_part;
const auto field_part = (x3::lit('.') >> part_name[field_named]) | (x3::lit('-') >> x3::expect[field_number][field_of]);
const auto tail = (field_part >> -bracketed[repetition_of]) >> -component_part;
// Names of groups are longer than those of segments.
const auto long_name = x3::raw[x3::repeat(4, x3::inf)[x3::char_("A-Z0-9_")]] >> word_end;
const auto group_def = (&x3::char_("A-Z") >> long_name[group_name]) >> -bracketed[group_occurrence];
const auto step_def = (group[taken]) >> '/';
const auto way = (x3::lit('/')[rooted] >> *step[through])       //
                 | (+x3::lit("../")[upwards] >> *step[through]) //
                 | +step[through];
const auto inside_def = id[segment_id] >> -bracketed[occurrence_of] >> -tail;
const auto inside_taken = [](auto& context) {
    auto& whole = x3::_val(context);
    auto& last = x3::_attr(context);
    last.from_root = whole.from_root;
    last.up = whole.up;
    last.groups = std::move(whole.groups);
    whole = std::move(last);
};
const auto loop_rule_def = placed[(x3::lit('$') >> x3::expect[alias_name][alias_of])                       //
                                  | (way >> (inside[inside_taken] | (group[through] >> !x3::char_("-.")))) //
                                  | (group[through] >> !x3::char_("-."))                                   //
                                  | inside[inside_taken]                                                   //
                                  | (&(x3::lit('-') >> x3::digit) >> tail)];
const auto path_rule_def =
    placed[(x3::lit('$') >> x3::expect[alias_name][alias_of])       //
           | (way >> x3::expect[inside][inside_taken])              //
           | (id[segment_id] >> -bracketed[occurrence_of] >> -tail) //
           | (&(x3::lit('-') >> x3::digit) >> tail)                 //
           | ((x3::lit('.') >> (part_name[component_named] | component_number[component_of])) >> -subcomponent_part)];
const auto selector_def = (x3::uint_[numbered] >> blanks >> &x3::lit(']')) //
                          | (word("last")[selected<path::last>])           //
                          | (word("new")[selected<path::append>])          //
                          | (sign("*")[selected<path::every>])             //
                          | expression_rule[predicate];
const auto field_number_def = x3::uint_[up_to(path::highest_part)];
const auto component_number_def = x3::uint_[up_to(path::highest_part)];
const auto subcomponent_number_def = x3::uint_[up_to(path::highest_part)];
const auto part_name_def = x3::char_("a-z") >> *x3::char_("a-z0-9_");
const auto alias_name_def = x3::char_("A-Za-z_") >> *x3::char_("A-Za-z0-9_");

BOOST_SPIRIT_DEFINE(expression_rule, disjunction, conjunction, inversion, comparison, sum, product, value,
                    bracketed_list, list, regex, quoted, closing_quote, closing_bracket, closing_parenthesis, end)
BOOST_SPIRIT_DEFINE(path_rule, loop_rule, step, group, inside, selector, field_number, component_number,
                    subcomponent_number, part_name, alias_name, path_end)

template <class Made, class Rule, class End> result<Made, syntax_error> run(const extent& part, Rule rule, End until) {
    const char* origin_at = part.whole.data();
    const char* at = origin_at + part.from;
    const char* stop = origin_at + part.to;
    Made made{};
    try {
        x3::parse(at, stop, x3::with<origin>(origin_at)[(blanks > rule) > until], made);
    } catch (const x3::expectation_failure<const char*>& failure) {
        return fail(syntax_error{static_cast<std::size_t>(failure.where() - origin_at), failure.which(), {}});
    }
    return made;
}

} // namespace

result<ref, syntax_error> expression(const extent& part) {
    if (auto refused = too_long_or_deep(part, limits::expression_length)) return fail(std::move(*refused));
    auto made = run<building>(part, expression_rule, end);
    if (!made) return fail(std::move(made.error()));
    return ref{std::move(*made)};
}

result<path::path, syntax_error> path(const extent& part) {
    if (auto refused = too_long_or_deep(part, limits::path_length)) return fail(std::move(*refused));
    return run<path::path>(part, path_rule, path_end);
}

result<path::path, syntax_error> loop(const extent& part) {
    if (auto refused = too_long_or_deep(part, limits::path_length)) return fail(std::move(*refused));
    return run<path::path>(part, loop_rule, path_end);
}

} // namespace vagus::expr::grammar
