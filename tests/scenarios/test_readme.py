"""The README's example is a configuration that runs."""

import pathlib
import re
import subprocess
import tempfile
import unittest

from peers import BINARY, ROOT


def validate(text):
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "vagus.yaml").write_text(text)
        return subprocess.run([BINARY, "validate", folder], capture_output=True, text=True, timeout=120, check=False)


class Readme(unittest.TestCase):
    def setUp(self):
        self.examples = re.findall(r"^```yaml\n(.*?)^```", (ROOT / "README.md").read_text(), re.DOTALL | re.MULTILINE)

    def test_its_example_is_ten_lines_without_a_finding(self):
        self.assertEqual(len(self.examples), 1)
        self.assertLessEqual(len(self.examples[0].splitlines()), 10)
        checked = validate(self.examples[0])
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_a_mistake_in_it_would_be_found(self):
        checked = validate(self.examples[0].replace("to: [pas]", "to: [pass]"))
        self.assertEqual(checked.returncode, 1)

    def test_the_samples_hold_what_they_promise(self):
        for name in ("answers", "hospital", "outputs", "starter", "validation"):
            sample = ROOT / "samples" / name
            for verb in ("validate", "test"):
                with self.subTest(sample=name, verb=verb):
                    done = subprocess.run([BINARY, verb, sample], capture_output=True, text=True, timeout=120, check=False)
                    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
