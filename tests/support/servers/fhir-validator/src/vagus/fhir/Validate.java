package vagus.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;

/**
 * Validates every *.json of a folder against FHIR R4. Prints "file: place: what" for each error, and at last "N files, M errors". Ends with 0 when
 * there is none.
 */
public final class Validate {
  public static void main(String[] arguments) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(arguments[0]))) {
      files = all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    FhirValidator validator = validator();
    int errors = 0;
    for (Path file : files) {
      for (SingleValidationMessage message : validator.validateWithResult(Files.readString(file)).getMessages()) {
        if (message.getSeverity().ordinal() < ResultSeverityEnum.ERROR.ordinal()) continue;
        errors++;
        System.out.println(file.getFileName() + ": " + message.getLocationString() + ": " + message.getMessage().replaceAll("\\s+", " "));
      }
    }
    System.out.println(files.size() + " files, " + errors + " errors");
    System.exit(errors > 0 ? 1 : 0);
  }

  private static FhirValidator validator() {
    FhirContext context = FhirContext.forR4();
    var unknown = new UnknownCodeSystemWarningValidationSupport(context);
    unknown.setNonExistentCodeSystemSeverity(IValidationSupport.IssueSeverity.INFORMATION); // LOINC and site systems are not in the jar
    var rules = new FhirInstanceValidator(new ValidationSupportChain(new DefaultProfileValidationSupport(context),
        new InMemoryTerminologyServerValidationSupport(context), new CommonCodeSystemsTerminologyService(context), unknown));
    rules.setAnyExtensionsAllowed(true);
    rules.setErrorForUnknownProfiles(false);
    rules.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
    FhirValidator made = context.newValidator();
    made.setValidateAgainstStandardSchema(false);
    made.setValidateAgainstStandardSchematron(false);
    made.registerValidatorModule(rules);
    return made;
  }
}
