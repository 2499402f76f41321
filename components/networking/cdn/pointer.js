import cf from 'cloudfront';

// Which release is live is one value in the key-value store: writing it releases, writing the former rolls back.
const store = cf.kvs();
const SPA = __SPA__;

function unavailable() {
    return {
        statusCode: 503,
        statusDescription: 'Service Unavailable',
        headers: { 'cache-control': { value: 'no-store' }, 'retry-after': { value: '5' } }
    };
}

function page(path) {
    if (path.endsWith('/')) {
        return path + 'index.html';
    }
    const last = path.slice(path.lastIndexOf('/') + 1);
    return SPA && last.indexOf('.') === -1 ? null : path;
}

async function handler(event) {
    const request = event.request;
    const uri = request.uri;
    const preview = /^\/previews\/[a-z0-9][a-z0-9-]{0,62}(?=\/|$)/.exec(uri);
    let root;
    if (preview) {
        root = preview[0];
    } else if (uri.startsWith('/previews') || uri.startsWith('/releases')) {
        // Else anybody could read a release that is not live yet.
        root = '/nothing';
    } else {
        let release;
        try {
            release = await store.get('release');
        } catch (fault) {
            return unavailable();
        }
        if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(release)) {
            return unavailable();
        }
        root = '/releases/' + release;
    }
    const path = (preview ? uri.slice(root.length) : uri) || '/';
    const found = SPA && path.endsWith('/') ? '/index.html' : page(path);
    request.uri = root + (found === null ? '/index.html' : found);
    return request;
}
