// Names taken from the StructureDefinitions of FHIR R4 (4.0.1): every element that is a number or a boolean wherever a
// primitive has that name. `value` and `sequence` depend on what they stand in; `start`, `end`, `number` and `priority`
// are text in what is made of HL7 v2.
#include "routes/bodies/fhir_types.hpp"

#include <algorithm>
#include <array>

namespace vagus::routes::bodies {
namespace {

constexpr std::string_view numbers =
    " add altitude amount axis backCurve careTeamSequence conversionFactor coordinateSystem count countMax cylinder "
    "decimalPrecision denominatorCount detailSequence diagnosisSequence diameter dimensions duration durationMax "
    "fMeasure "
    "fScore factor factorOverride frames frequency frequencyMax from groupSize gtFP height index informationSequence "
    "itemSequence latitude length level limit longitude lowerLimit maxLength min minutesDuration noteNumber numFN "
    "numFP "
    "numTP numberOfInstances numberOfParticipants numberOfRepeatsAllowed numberOfSeries numberOfStudies "
    "numberOfSubunits "
    "numberOfUnits numeratorCount offset order period periodMax points power precedence precision procedureSequence "
    "quantity "
    "queryFP queryTP rank readCoverage recall relativeRisk reliableCache repetitions score securityLabelNumber "
    "sensitivity "
    "size sphere subDetailSequence subdetailSequence supportingInfoSequence temperature to total truthFN truthTP "
    "upperLimit "
    "width windowEnd windowStart ";
constexpr std::array number_endings{std::string_view{"Integer"}, std::string_view{"Decimal"},
                                    std::string_view{"PositiveInt"}, std::string_view{"UnsignedInt"}};

constexpr std::string_view truths =
    " abstract active actual affectsState allDay allergenicIndicator allowed alternate appliesToAll "
    "appointmentRequired "
    "authorizationRequired autocreate autodelete caseSensitive compositional conditionalCreate conditionalUpdate "
    "contributedToDeath cors deleted doNotPerform encodeRequestUrl estimatedAge exact exclude excluded experimental "
    "focal "
    "hierarchical immutable inactive incomplete inforce initialSelected initiatorActive instance isActive isDefault "
    "isDefining isDerived isModifier isSubpotent isSummary multipleAnd multipleOr multipleResultsAllowed "
    "navigationLinks "
    "needsMap onHold orderable ordered overbooked paging pause preferred primarySource readHistory readOnly "
    "receiverActive "
    "repeats reported requestor search sliceIsConstraining subrogation subsumption translations updateCreate "
    "userSelected "
    "validated verified versionNeeded warningOnly wasSubstituted ";

// Elements of the types Quantity and Money, whose `value` is a number.
constexpr std::string_view quantities =
    " adjustment amount areaUnderCurve caloricDensity capacity cost dailyAmount daysSupply denominator depth "
    "dispenseInterval dose due duration externalDiameter firstDose halfLife halfLifePeriod height high highLimit "
    "length "
    "lethalDose50 low lowLimit maxDosePerAdministration maxDosePerDay maxDosePerLifetime maxSingleDose "
    "maxTreatmentPeriod "
    "maxVolumeToDeliver measureScore net nominalVolume numerator origin participantEffectiveTimeFromStart "
    "paymentAmount "
    "priceOverride quantity retentionTime score studyEffectiveTimeFromStart timeFromStart total totalGross totalNet "
    "unitPrice weight width ";
constexpr std::array quantity_endings{std::string_view{"Quantity"}, std::string_view{"Money"},
                                      std::string_view{"Age"},      std::string_view{"Duration"},
                                      std::string_view{"Distance"}, std::string_view{"Count"}};

constexpr std::string_view addresses = " url reference fullUrl valueUri valueUrl ";
constexpr std::string_view uris = " system uri instantiatesUri definitionUri profile ";

bool listed(std::string_view list, std::string_view name) {
    return !name.empty() && list.contains(" " + std::string{name} + " ");
}
bool ends(const auto& endings, std::string_view name) {
    return std::ranges::any_of(endings, [&](std::string_view ending) { return name.ends_with(ending); });
}

} // namespace

scalar_type fhir_type(std::string_view parent, std::string_view element) {
    if (element == "value")
        return listed(quantities, parent) || ends(quantity_endings, parent) ? scalar_type::number : scalar_type::text;
    if (element == "sequence") return scalar_type::number;
    if (listed(numbers, element) || ends(number_endings, element)) return scalar_type::number;
    return listed(truths, element) || element.ends_with("Boolean") ? scalar_type::truth : scalar_type::text;
}

hole fhir_holes(std::string_view parent, std::string_view element) {
    const bool identifier = element == "value" && (parent == "identifier" || parent.ends_with("Identifier"));
    if (identifier || listed(addresses, element)) return hole::never_empty;
    return listed(uris, element) ? hole::not_beside_text : hole::may_be_empty;
}

} // namespace vagus::routes::bodies
