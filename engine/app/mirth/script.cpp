#include "engine/app/mirth/script.hpp"

#include "engine/app/mirth/expression_reader.hpp"
#include "engine/app/mirth/limits.hpp"
#include "engine/app/mirth/words.hpp"

#include <utility>

namespace vagus::mirth {
namespace {

using sort = formula::sort;
using binding = formula::binding;
using what = token::what;

class reader : expression_reader {
  public:
    reader(std::vector<token> words, const scope& names)
        : expression_reader{std::move(words), names} {}

    formula whole() {
        auto made = either();
        take_if(";");
        if (now().is != what::end) throw unknown{};
        made.lost = lost_;
        return made;
    }

    // return EXPR;  or  if (COND) return true; [else] return false;
    formula filter() {
        formula made;
        if (word("if")) {
            expect("(");
            made = truth_of(either());
            expect(")");
            const bool taken = returned();
            if (word("else")) {
                if (returned() == taken) throw unknown{};
            } else if (now().is == what::end || returned() == taken) {
                throw unknown{}; // falls off its end: nothing is returned, which takes no message
            }
            if (!taken) made = negated(std::move(made));
        } else {
            if (!word("return")) throw unknown{};
            made = truth_of(either());
            take_if(";");
        }
        if (now().is != what::end) throw unknown{};
        return made;
    }

    std::string path() {
        const auto made = field();
        method("toString");
        if (now().is != what::end) throw unknown{};
        return made;
    }

    std::vector<deed> deeds() {
        std::vector<deed> out;
        while (now().is != what::end) statement(out, true);
        return out;
    }

  private:
    bool returned() {
        const bool braced = take_if("{");
        if (!word("return")) throw unknown{};
        const bool made = word("true");
        if (!made && !word("false")) throw unknown{};
        take_if(";");
        if (braced) expect("}");
        return made;
    }
    void end_of_statement() {
        if (!take_if(";") && now().is != what::end && !sign("}") && !now().first) throw unknown{};
    }
    void block(std::vector<deed>& out) {
        if (!take_if("{")) return statement(out, false);
        while (!take_if("}")) {
            if (now().is == what::end) throw unknown{};
            statement(out, false);
        }
    }
    // A variable that is named inside of a branch would end with it here, and in JavaScript it does not.
    void statement(std::vector<deed>& out, bool may_name) {
        if (take_if(";")) return;
        if (word("if")) {
            if (++depth_ > limits::script_depth) throw unknown{};
            deed made{.is = deed::what::branch, .to = {}, .called = {}, .value = {}, .then = {}, .otherwise = {}};
            expect("(");
            made.value = truth_of(either());
            expect(")");
            block(made.then);
            if (word("else")) block(made.otherwise);
            --depth_;
            return out.push_back(std::move(made));
        }
        if (word("delete")) {
            deed made{.is = deed::what::erase, .to = {}, .called = {}, .value = {}, .then = {}, .otherwise = {}};
            made.to = sign("[", 1) && sign("]", 3) && !sign("[", 4) && word("msg") ? segment() : field();
            end_of_statement();
            return out.push_back(std::move(made));
        }
        if (word("var")) return name(out, may_name, now().is == what::name ? words_[at_++].text : throw unknown{}, "=");
        if ((now().text == "channelMap" || now().text == "connectorMap") && now().is == what::name) {
            ++at_;
            if (!method_with("put")) throw unknown{};
            return put(out, may_name);
        }
        if (now().is == what::name && (now().text == "$c" || now().text == "$co")) {
            ++at_;
            expect("(");
            return put(out, may_name);
        }
        deed made{.is = deed::what::set, .to = field(), .called = {}, .value = {}, .then = {}, .otherwise = {}};
        expect("=");
        made.value = text_value();
        end_of_statement();
        out.push_back(std::move(made));
    }
    void put(std::vector<deed>& out, bool may_name) {
        const auto called = text();
        name(out, may_name, called, ",");
        expect(")");
        end_of_statement();
    }
    void name(std::vector<deed>& out, bool may_name, const std::string& called, std::string_view before) {
        if (!may_name) throw unknown{};
        expect(before);
        deed made{.is = deed::what::let,
                  .to = variable_name(called, names_),
                  .called = called,
                  .value = text_value(),
                  .then = {},
                  .otherwise = {}};
        if (before == "=") end_of_statement();
        names_.variables[called] = names_.received ? said_later(made.value) : "$" + made.to;
        out.push_back(std::move(made));
    }
    formula text_value() {
        lost_ = false;
        auto made = either();
        if (position_ || made.is != sort::text) throw unknown{};
        made.lost = lost_;
        return made;
    }
};

template <class T> std::optional<T> understood(std::string_view script, const scope& names, T (reader::*part)()) {
    auto words = tokens_of(script);
    if (!words) return std::nullopt;
    try {
        return (reader{std::move(*words), names}.*part)();
    } catch (const unknown&) {
        return std::nullopt;
    }
}

// OBX[2]-5[1].2 is in OBX-5, and OBX in itself.
std::string field_in(std::string_view path) {
    std::string out{path.substr(0, 3)};
    const auto dash = path.find('-');
    return dash == std::string_view::npos ? out : out.append(path.substr(dash, path.find_first_of("[.", dash) - dash));
}

} // namespace

std::string wrapped(const formula& each, binding around) {
    return each.holds < around ? "(" + each.text + ")" : each.text;
}

void changes::note(std::string_view path) {
    fields.insert(field_in(path));
}

bool changes::reach(std::string_view path) const {
    return all || fields.contains(path.substr(0, 3)) || fields.contains(field_in(path));
}

std::string said_later(const formula& value) {
    return value.lost || value.text.size() > limits::later ? std::string{} : value.text;
}

std::optional<formula> formula_of(std::string_view script, const scope& names) {
    return understood(script, names, &reader::whole);
}

std::optional<formula> filter_of(std::string_view script, const scope& names) {
    return understood(script, names, &reader::filter);
}

std::string as_template(const formula& made) {
    // Bare, a text such as PID-3 would be taken for a path that lacks its hole.
    const bool bare = made.literal && made.literal->find_first_of("-$[/^~&|\\") == std::string::npos;
    return bare ? *made.literal : "${" + made.text + "}";
}

std::optional<std::string> path_of(std::string_view script) {
    return understood(script, {}, &reader::path);
}

std::optional<std::vector<deed>> deeds_of(std::string_view script, const scope& names) {
    return understood(script, names, &reader::deeds);
}

} // namespace vagus::mirth
