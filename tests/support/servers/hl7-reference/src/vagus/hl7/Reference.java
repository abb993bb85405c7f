package vagus.hl7;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Composite;
import ca.uhn.hl7v2.model.Group;
import ca.uhn.hl7v2.model.Primitive;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.model.Structure;
import ca.uhn.hl7v2.model.Type;
import ca.uhn.hl7v2.model.Varies;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * HAPI's reading of HL7 v2 messages. Bytes are read and written as ISO 8859-1, so that they stay as they are.
 *
 * <p>{@code leaves}: for each file named on stdin a line "# FILE"; for each message in it a line "message"; then for each
 * value that is not empty its path, a tab and the value, or "! reason" when HAPI refuses the message. {@code bench SECONDS}:
 * how fast it parses the messages of the files named on stdin, on one thread, as JSON.
 */
final class Reference {
    private final PrintStream out;
    private final PipeParser parser;
    private Map<String, Integer> seen = new HashMap<>();

    private Reference(PrintStream out) {
        this.out = out;
        var context = new DefaultHapiContext(ValidationContextFactory.noValidation());
        context.setModelClassFactory(new GenericModelClassFactory());
        var how = context.getParserConfiguration();
        how.setDefaultObx2Type("ST"); // otherwise an OBX-2 that is missing or unknown is an error
        how.setInvalidObx2Type("ST");
        how.setAllowUnknownVersions(true);
        how.setValidating(false);
        parser = context.getPipeParser();
    }

    public static void main(String[] words) throws Exception {
        var out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false, StandardCharsets.ISO_8859_1);
        var reference = new Reference(out);
        var files = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).lines().toList();
        if (words[0].equals("leaves")) {
            for (var file : files) reference.leaves(file);
        } else {
            reference.bench(files, Double.parseDouble(words[1]));
        }
        out.flush();
        System.exit(0); // HAPI leaves threads behind
    }

    private void leaves(String file) throws IOException {
        out.println("# " + file);
        for (var message : messages(file)) {
            out.println("message");
            seen = new HashMap<>();
            try {
                group(parser.parse(message));
            } catch (Exception e) {
                out.println("! " + e.getClass().getSimpleName());
            }
        }
    }

    /** One message begins at every line that begins with MSH; line ends become CR; lines of a batch are none of a message. */
    private static List<String> messages(String file) throws IOException {
        var text = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u00EF\u00BB\u00BF")) text = text.substring(3);
        var found = new ArrayList<StringBuilder>();
        boolean inside = false;
        for (var line : text.split("\r\n|\r|\n")) {
            if (line.startsWith("MSH")) {
                found.add(new StringBuilder());
                inside = true;
            } else if (line.matches("(FHS|BHS|BTS|FTS).*")) {
                inside = false;
            }
            if (inside) found.get(found.size() - 1).append(line).append('\r');
        }
        return found.stream().map(StringBuilder::toString).toList();
    }

    private void group(Group group) throws HL7Exception {
        for (var name : group.getNames())
            for (Structure one : group.getAll(name)) {
                if (one instanceof Segment segment) segment(segment);
                else group((Group) one);
            }
    }

    private void segment(Segment segment) throws HL7Exception {
        int occurrence = seen.merge(segment.getName(), 1, Integer::sum);
        var name = segment.getName() + (occurrence == 1 ? "" : "[" + occurrence + "]");
        for (int field = 1; field <= segment.numFields(); field++) {
            var repetitions = segment.getField(field);
            for (int n = 0; n < repetitions.length; n++) leaf(repetitions[n], name + "-" + field + "[" + (n + 1) + "]", 1, 1, 0);
        }
    }

    private void leaf(Type type, String field, int component, int subcomponent, int level) {
        while (type instanceof Varies varies) type = varies.getData();
        if (type == null) return;
        int parts = 1;
        if (type instanceof Composite composite) {
            parts = composite.getComponents().length;
            for (int i = 0; i < parts; i++) inside(composite.getComponents()[i], field, component, i + 1, level);
        } else {
            var value = ((Primitive) type).getValue();
            if (value != null && !value.isEmpty())
                out.println(field + "." + component + "." + subcomponent + "\t" + value.replace("\r", "\\x0D").replace("\n", "\\x0A"));
        }
        var more = type.getExtraComponents();
        for (int i = 0; i < more.numComponents(); i++) inside(more.getComponent(i), field, component, parts + i + 1, level);
    }

    private void inside(Type type, String field, int component, int n, int level) {
        if (level == 0) leaf(type, field, n, 1, 1);
        else leaf(type, field, component, n, 2);
    }

    private void bench(List<String> files, double seconds) throws Exception {
        var messages = new ArrayList<String>();
        for (var file : files)
            for (var message : messages(file))
                try {
                    parser.parse(message);
                    messages.add(message);
                } catch (Exception refused) {
                    continue; // not timed
                }
        long bytes = messages.stream().mapToLong(String::length).sum();
        var rounds = new ArrayList<Double>();
        long seen = 0;
        for (double spent = 0; spent < seconds; spent += rounds.get(rounds.size() - 1)) {
            long began = processor();
            seen = 0;
            for (var message : messages) seen += parser.parse(message).getNames().length;
            rounds.add((processor() - began) / 1e9);
        }
        Collections.sort(rounds);
        double best = rounds.get(0);
        double median = rounds.get(rounds.size() / 2);
        out.printf("{\"messages\": %d, \"bytes\": %d, \"everything\": {\"gb_per_s\": %.4f, \"gb_per_s_median\": %.4f, \"messages_per_s\": %.0f, \"rounds\": %d, \"seen\": %d}}%n",
            messages.size(), bytes, bytes / best / 1e9, bytes / median / 1e9, messages.size() / best, rounds.size(), seen);
    }

    private static long processor() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
