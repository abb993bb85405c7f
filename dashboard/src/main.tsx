import { render } from 'preact';
import { App } from './app';
import { follow } from './live';
import { listen_to_keys } from './keys';
import { watch_idling } from './session';
import { apply_theme } from './theme';

apply_theme();
listen_to_keys();
watch_idling();
follow();
render(<App />, document.getElementById('app')!);
